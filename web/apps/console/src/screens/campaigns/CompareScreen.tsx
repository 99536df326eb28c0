import { Button, MultiSelect, Table } from "@mantine/core";
import { IconArrowLeft, IconScale } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { campaignsQuery, comparedQuery, MOST_COMPARED, type Results } from "../../data/campaigns.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { price } from "../texts/money.ts";
import classes from "./campaigns.module.css";
import { amount, share } from "./figures.ts";

/** Several campaigns side by side; which ones is in the address. */
export function CompareScreen() {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const navigate = useNavigate();
  const { ids = "" } = useSearch({ from: "/shell/t/$tenant/campaigns/compare" });
  const chosen = ids === "" ? [] : ids.split(",").slice(0, MOST_COMPARED);
  const sent = (useInfiniteQuery(campaignsQuery(tenant.id)).data?.pages ?? []).flatMap((page) => page.items).filter((one) => one.recipients !== null);
  const query = useQuery(comparedQuery(tenant.id, chosen));
  const choose = (next: readonly string[]): void =>
    void navigate({ to: "/t/$tenant/campaigns/compare", params: { tenant: tenant.slug }, search: next.length > 0 ? { ids: next.join(",") } : {}, replace: true });
  return (
    <Page title={t("compare.title")} about={t("compare.about")}
      actions={
        <Button component={Link} to={`/t/${tenant.slug}/campaigns`} variant="subtle" color="gray" leftSection={<IconArrowLeft size={17} />}>
          {t("back")}
        </Button>
      }>
      <Panel>
        <MultiSelect label={t("compare.which")} data={sent.map((one) => ({ value: one.id, label: one.name }))} value={chosen} onChange={choose} searchable clearable maxValues={MOST_COMPARED}
          clearButtonProps={{ "aria-label": t("who.none") }} nothingFoundMessage={t("who.nothing")} />
        <div className={classes["below"]}>
          {chosen.length === 0 ? (
            <Empty icon={IconScale} title={t("compare.empty")}>
              {t("compare.empty_text")}
            </Empty>
          ) : (
            <Loaded of={query}>{(found) => <Compared found={found} />}</Loaded>
          )}
        </div>
      </Panel>
    </Page>
  );
}

function Compared({ found }: { readonly found: readonly Results[] }) {
  const { t, i18n } = useTranslation("campaigns");
  const language = i18n.language;
  const of = (count: number, one: Results): string => `${amount(count, language)} (${share(count, one.recipients, language)})`;
  const lines: readonly (readonly [string, (one: Results) => string])[] = [
    [t("figure.people"), (one) => amount(one.recipients, language)],
    [t("figure.arrived"), (one) => of(one.delivered, one)],
    [t("figure.failed"), (one) => of(one.failed, one)],
    [t("figure.replied"), (one) => of(one.replied, one)],
    [t("figure.clicked"), (one) => of(one.clicked, one)],
    [t("figure.opted_out"), (one) => of(one.opted_out, one)],
    [t("figure.cost"), (one) => (one.cost ? price(one.cost.charged, language) : "–")],
  ];
  return (
    <Table.ScrollContainer minWidth={280}>
      <Table className={classes["table"] ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("compare.what")}</Table.Th>
            {found.map((one) => (
              <Table.Th key={one.campaign_id} ta="right" miw={130}>
                {one.name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400}>
                {name}
              </Table.Th>
              {found.map((one) => (
                <Table.Td key={one.campaign_id} ta="right">
                  {value(one)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
