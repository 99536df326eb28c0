import { SegmentedControl, Skeleton, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { linksQuery, purchasesQuery, type Campaign, type LinkFigures, type Purchases } from "../../data/campaigns.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Panel } from "../../kit/Page.tsx";
import { price } from "../texts/money.ts";
import classes from "./campaigns.module.css";
import { amount } from "./figures.ts";

const DAYS = ["1", "7", "30"] as const;

/** What people did with it: the links they followed, and what they bought within some days. */
export function AfterPanel({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const [days, setDays] = useState<(typeof DAYS)[number]>("7");
  const links = useQuery(linksQuery(tenant.id, one)).data ?? [];
  return (
    <Panel title={t("after.title")}
      actions={<SegmentedControl size="xs" value={days} onChange={setDays} aria-label={t("after.days")} data={DAYS.map((value) => ({ value, label: t("after.within", { count: Number(value) }) }))} />}>
      <Bought one={one} days={Number(days)} />
      {links.length > 0 ? <Links links={links} /> : null}
    </Panel>
  );
}

function Bought({ one, days }: { readonly one: Campaign; readonly days: number }) {
  const { t, i18n } = useTranslation("campaigns");
  const tenant = useTenant();
  const { language } = i18n;
  const query = useQuery({ ...purchasesQuery(tenant.id, one.id, days), placeholderData: (before) => before });
  const said = ({ people, count, amount: sum }: Purchases): string => {
    const purchases = t("after.purchases", { count, purchases: amount(count, language) });
    const words = t("after.bought", { count: people, people: amount(people, language), purchases });
    return sum && Number(sum.amount) > 0 ? `${words} ${t("after.sum", { price: price(sum, language) })}` : words;
  };
  return (
    <Loaded of={query} waiting={<Skeleton height={20} radius="sm" />}>
      {(found) => (found.count === 0 ? <p className={classes["quiet"]}>{t("after.nothing", { count: days })}</p> : <Text>{said(found)}</Text>)}
    </Loaded>
  );
}

function Links({ links }: { readonly links: readonly LinkFigures[] }) {
  const { t, i18n } = useTranslation("campaigns");
  return (
    <Table.ScrollContainer minWidth={280}>
      <Table mt="sm" className={classes["table"] ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("after.link")}</Table.Th>
            <Table.Th ta="right">{t("figure.people")}</Table.Th>
            <Table.Th ta="right">{t("figure.clicked")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {links.map((link) => (
            <Table.Tr key={link.id}>
              <Table.Th scope="row" fw={400} className={classes["target"] ?? ""}>
                {link.target}
              </Table.Th>
              <Table.Td ta="right">{amount(link.people, i18n.language)}</Table.Td>
              <Table.Td ta="right">{amount(link.clicks, i18n.language)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
