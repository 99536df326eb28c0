import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { IconBuilding, IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { companiesQuery } from "../../data/contacts.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { useVisible } from "../../kit/removal.ts";
import { Row, Rows } from "../../kit/Rows.tsx";
import { ColouredMark } from "../../kit/TenantMark.tsx";
import type { Company } from "@guichet/api";
import { CompanyDialog } from "./CompanyDialog.tsx";
import { People } from "./Tabs.tsx";

/** Organisations that people belong to. */
export function CompaniesScreen() {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const may = useMay("contacts.write");
  const [making, dialog] = useDisclosure(false);
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search.trim(), 200);
  const companies = useInfiniteQuery({ ...companiesQuery(tenant.id, asked), placeholderData: (before) => before });
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={dialog.open}>
      {t("companies.new")}
    </Button>
  );
  const empty = <Empty icon={IconBuilding} title={asked ? t("nothing_found") : t("companies.empty")}>{asked ? null : t("companies.empty_text")}</Empty>;
  return (
    <Page title={t("title")} about={t("companies.about")} actions={may ? add : null}>
      <People here="companies" />
      <TextInput mb="md" value={search} onChange={(event) => setSearch(event.currentTarget.value)} leftSection={<IconSearch size={16} />}
        placeholder={t("companies.search")} aria-label={t("companies.search")} maw={420} />
      <Panel flush>
        <Paged list={companies} more={t("more")} empty={empty}>
          {(found: readonly Company[]) => <CompanyRows companies={found} slug={tenant.slug} label={t("companies.title")} />}
        </Paged>
      </Panel>
      {making ? <CompanyDialog close={dialog.close} /> : null}
    </Page>
  );
}

function CompanyRows({ companies, slug, label }: { readonly companies: readonly Company[]; readonly slug: string; readonly label: string }) {
  return (
    <Rows label={label}>
      {useVisible(companies).map((one) => (
        <Row key={one.id} picture={<ColouredMark id={one.id} name={one.name} size={36} />}
          title={
            <Link to="/t/$tenant/companies/$company" params={{ tenant: slug, company: one.id }}>
              {one.name}
            </Link>
          }
          sub={one.about} facts={[one.domain, one.phone].filter(Boolean).join(" · ")} />
      ))}
    </Rows>
  );
}
