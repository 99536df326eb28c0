import type { Company, ContactSummary } from "@guichet/api";
import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPencil, IconTrash, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { companyQuery, peopleQuery, removeCompany } from "../../data/contacts.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useRemoval } from "../../kit/removal.ts";
import { CompanyDialog } from "./CompanyDialog.tsx";
import { PeopleList } from "./PeopleList.tsx";

/** One company and its people. */
export function CompanyScreen() {
  const { company: id } = useParams({ from: "/shell/t/$tenant/companies/$company" });
  const tenant = useTenant();
  const company = useQuery(companyQuery(tenant.id, id));
  return <Loaded of={company}>{(found) => <Whole company={found} />}</Loaded>;
}

function Whole({ company }: { readonly company: Company }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const may = useMay("contacts.write");
  const [changing, dialog] = useDisclosure(false);
  const people = useInfiniteQuery(peopleQuery(tenant.id, { company_id: company.id }));
  const rows = people.data?.pages.flatMap((page) => page.items);
  const more = people.hasNextPage && !people.isFetchingNextPage ? () => void people.fetchNextPage() : null;
  const empty = <Empty icon={IconUsers} title={t("companies.nobody")}>{t("companies.nobody_text")}</Empty>;
  return (
    <Page title={company.name} about={company.about} actions={may ? <Actions company={company} change={dialog.open} /> : null}>
      <Text c="dimmed" mb="md">
        {[company.domain, company.phone].filter(Boolean).join(" · ")}
      </Text>
      <Panel title={t("companies.people")} flush>
        <Loaded of={{ data: rows, error: people.error, isPending: people.isPending, refetch: people.refetch }} empty={{ when: (found) => found.length === 0, show: empty }}>
          {(found: readonly ContactSummary[]) => <PeopleList rows={found} slug={tenant.slug} label={t("companies.people")} more={more} />}
        </Loaded>
      </Panel>
      {changing ? <CompanyDialog company={company} close={dialog.close} /> : null}
    </Page>
  );
}

function Actions({ company, change }: { readonly company: Company; readonly change: () => void }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const remove = useRemoval();
  const navigate = useNavigate();
  const forget = (): void => {
    remove({
      id: company.id,
      said: t("companies.removed", { name: company.name }),
      list: ["tenant", tenant.id, "companies"],
      remove: (options) => removeCompany(tenant.id, company.id, options),
    });
    void navigate({ to: "/t/$tenant/companies", params: { tenant: tenant.slug } });
  };
  return (
    <Group gap="xs">
      <Button variant="default" leftSection={<IconPencil size={16} />} onClick={change}>
        {t("companies.change")}
      </Button>
      <Button variant="subtle" color="red" leftSection={<IconTrash size={16} />} onClick={forget}>
        {t("companies.remove")}
      </Button>
    </Group>
  );
}
