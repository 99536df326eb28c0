import { SegmentedControl, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { broughtQuery, type Brought, type Campaign } from "../../data/campaigns.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Panel } from "../../kit/Page.tsx";
import { inFull } from "../../kit/When.tsx";
import classes from "./campaigns.module.css";
import { verdictOf } from "./brought.ts";
import { amount } from "./figures.ts";

const DAYS = ["1", "7", "30"] as const;

/** What the campaign brought: who got it beside who was held back by lot. */
export function BroughtPanel({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const [days, setDays] = useState<(typeof DAYS)[number]>("7");
  const query = useQuery({ ...broughtQuery(tenant.id, one.id, Number(days)), placeholderData: (before) => before });
  return (
    <Panel title={t("brought.title")} about={t("brought.about", { count: one.audience.control })}
      actions={<SegmentedControl size="xs" value={days} onChange={setDays} aria-label={t("after.days")} data={DAYS.map((value) => ({ value, label: t("after.within", { count: Number(value) }) }))} />}>
      <Loaded of={query}>{(found) => <Groups found={found} />}</Loaded>
    </Panel>
  );
}

function Groups({ found }: { readonly found: Brought }) {
  const { t, i18n } = useTranslation("campaigns");
  const { language } = i18n;
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const sides = [
    ["sent", found.sent],
    ["control", found.control],
  ] as const;
  return (
    <>
      <Verdict found={found} />
      <Table className={classes["table"] ?? ""} mt="sm">
        <Table.Caption className={classes["hidden"] ?? ""}>{t("brought.title")}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("brought.group")}</Table.Th>
            <Table.Th ta="right">{t("figure.people")}</Table.Th>
            <Table.Th ta="right">{t("brought.buyers")}</Table.Th>
            <Table.Th ta="right">{t("brought.share")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sides.map(([name, side]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400}>
                {t(`brought.${name}`)}
              </Table.Th>
              <Table.Td ta="right">{amount(side.people, language)}</Table.Td>
              <Table.Td ta="right">{amount(side.buyers, language)}</Table.Td>
              <Table.Td ta="right">{side.share === null ? "–" : percent.format(side.share)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

/** What one may say, in words: more, fewer, no difference that chance could not make; or not yet. */
function Verdict({ found }: { readonly found: Brought }) {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  const points = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
  const said = (share: number): string => points.format(share * 100);
  const over = found.until === null ? null : inFull(found.until, i18n.language, zone);
  const lift = found.difference;
  return (
    <>
      <Text>{lift ? t(`brought.${verdictOf(lift)}`, { value: said(lift.value), low: said(lift.low), high: said(lift.high) }) : t("brought.not_enough")}</Text>
      {over ? <p className={classes["quiet"]}>{t("brought.until", { when: over })}</p> : null}
    </>
  );
}
