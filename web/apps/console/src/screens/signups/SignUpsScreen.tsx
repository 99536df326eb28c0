import { Badge, Button } from "@mantine/core";
import { IconPlus, IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { pagesKey, pagesQuery, removePage, type SignUpPage } from "../../data/signups.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useVisible } from "../../kit/removal.ts";
import { RowMenu } from "../../kit/RowMenu.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { People } from "../contacts/Tabs.tsx";

/** The pages where people put themselves on a list. */
export function SignUpsScreen() {
  const { t } = useTranslation(["signups", "contacts"]);
  const tenant = useTenant();
  const may = useMay("segments.manage");
  const pages = useQuery(pagesQuery(tenant.id));
  const add = (
    <Button leftSection={<IconPlus size={18} />} renderRoot={(props) => <Link {...props} to="/t/$tenant/signups/new" params={{ tenant: tenant.slug }} />}>
      {t("new")}
    </Button>
  );
  const empty = (
    <Empty icon={IconUserPlus} title={t("empty")} action={may ? add : undefined}>
      {t("empty_text")}
    </Empty>
  );
  return (
    <Page title={t("contacts:title")} about={t("about")} actions={may ? add : null}>
      <People here="signups" />
      <Panel flush>
        <Loaded of={pages} empty={{ when: (found) => found.length === 0, show: empty }}>
          {(found) => <PageRows pages={found} may={may} />}
        </Loaded>
      </Panel>
    </Page>
  );
}

function PageRows({ pages, may }: { readonly pages: readonly SignUpPage[]; readonly may: boolean }) {
  const { t, i18n } = useTranslation("signups");
  const tenant = useTenant();
  const go = useNavigate();
  const figure = new Intl.NumberFormat(i18n.language);
  return (
    <Rows label={t("title")}>
      {useVisible(pages).map((one) => (
        <Row key={one.id}
          title={
            <Link to="/t/$tenant/signups/$page" params={{ tenant: tenant.slug, page: one.id }}>
              {one.name}
            </Link>
          }
          sub={one.address.replace(/^https?:\/\//, "")}
          facts={
            <>
              {one.enabled ? null : <Badge color="gray">{t("closed")}</Badge>}
              <span>{t("facts", { seen: figure.format(one.figures.seen), signed: figure.format(one.figures.signed), confirmed: figure.format(one.figures.confirmed) })}</span>
            </>
          }
          menu={
            may ? (
              <RowMenu label={t("actions", { name: one.name })} change={t("change")}
                onChange={() => void go({ to: "/t/$tenant/signups/$page", params: { tenant: tenant.slug, page: one.id } })}
                removal={{ id: one.id, said: t("removed", { name: one.name }), list: pagesKey(tenant.id), remove: (options) => removePage(tenant.id, one.id, options) }} />
            ) : null
          } />
      ))}
    </Rows>
  );
}
