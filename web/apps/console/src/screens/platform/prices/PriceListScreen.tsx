import { Badge, Button, Group, Table, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCoins, IconDownload, IconUpload } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MissingInside } from "../../../app/Fallbacks.tsx";
import { allPrices, importPrices, priceListsQuery, pricesQuery, type Price, type PriceList } from "../../../data/prices.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { Paged } from "../../../kit/Paged.tsx";
import { TroubleNote, useTrouble } from "../../../kit/Trouble.tsx";
import { inFull, useNow } from "../../../kit/When.tsx";
import { ImportDialog } from "./ImportDialog.tsx";
import { counting, download, sheetOf, stateOf } from "./sheet.ts";

/** One price list: what counts, what is planned, what was. */
export function PriceListScreen() {
  const { id } = useParams({ from: "/shell/platform/prices/$id" });
  const lists = useQuery(priceListsQuery);
  return (
    <Loaded of={lists}>
      {(found) => {
        const list = found.items.find((one) => one.id === id);
        return list ? <OneList list={list} /> : <MissingInside />;
      }}
    </Loaded>
  );
}

function OneList({ list }: { readonly list: PriceList }) {
  const { t } = useTranslation("carriers");
  const [taking, setTaking] = useState(false);
  const tell = useTrouble();
  const keep = async (): Promise<void> => {
    try {
      download(`${list.name}.csv`, sheetOf(await allPrices(list.id), Date.now()));
    } catch (error) {
      notifications.show({ color: "red", message: tell(error) });
    }
  };
  const take = (
    <Button leftSection={<IconUpload size={16} />} onClick={() => setTaking(true)}>
      {t("prices.import")}
    </Button>
  );
  const actions = (
    <>
      <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => void keep()}>
        {t("prices.export")}
      </Button>
      {take}
    </>
  );
  return (
    <Page title={list.name} about={`${t(list.kind === "sale" ? "prices.sale" : "prices.cost")} · ${list.currency}`} width="reading" actions={actions}>
      <OnePrice list={list} />
      <Prices list={list} take={take} />
      {taking ? <ImportDialog list={list} close={() => setTaking(false)} /> : null}
    </Page>
  );
}

/** One price by hand: the same as a file of one line. */
function OnePrice({ list }: { readonly list: PriceList }) {
  const { t } = useTranslation("carriers");
  const queries = useQueryClient();
  const [prefix, setPrefix] = useState("");
  const [amount, setAmount] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [fault, setFault] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    setError(null);
    try {
      const told = await importPrices(list.id, `prefix;price\n${prefix};${amount}\n`, false);
      setFault(told.faults[0]?.text ?? null);
      if (told.taken === 0) return;
      setPrefix("");
      setAmount("");
      await queries.invalidateQueries({ queryKey: pricesQuery(list.id).queryKey });
      notifications.show({ message: t("prices.kept") });
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <Panel title={t("prices.one")} about={t("prices.one_about")}>
      <TroubleNote error={error} />
      <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <Group align="end" gap="sm">
          <TextInput w={160} label={t("prices.prefix")} placeholder="262692" required withAsterisk={false} maxLength={20} value={prefix} onChange={(event) => setPrefix(event.currentTarget.value)} />
          <TextInput w={140} label={t("prices.price", { currency: list.currency })} placeholder="0,0456" required withAsterisk={false} maxLength={20} inputMode="decimal" value={amount} onChange={(event) => setAmount(event.currentTarget.value)} />
          <Button type="submit" variant="default">{t("prices.put")}</Button>
        </Group>
        {fault ? <Text size="sm" c="var(--g-bad)" role="alert" mt="xs">{fault}</Text> : null}
      </form>
    </Panel>
  );
}

function Prices({ list, take }: { readonly list: PriceList; readonly take: React.ReactNode }) {
  const { t } = useTranslation("carriers");
  const prices = useInfiniteQuery(pricesQuery(list.id));
  return (
    <Panel title={t("prices.all")} about={t("prices.all_about")} flush>
      <Paged list={prices} more={t("prices.more")} empty={<Empty icon={IconCoins} title={t("prices.no_prices")} action={take}>{t("prices.no_prices_body")}</Empty>}>
        {(found) => <PriceTable prices={found} />}
      </Paged>
    </Panel>
  );
}

const COLOURS = { now: "lagoon", planned: "yellow", past: "gray" } as const;

function PriceTable({ prices }: { readonly prices: readonly Price[] }) {
  const { t, i18n } = useTranslation("carriers");
  const now = useNow();
  const counts = counting(prices, now);
  const figure = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 6 });
  return (
    <Table.ScrollContainer minWidth={300}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("prices.prefix")}</Table.Th>
            <Table.Th ta="right">{t("prices.amount")}</Table.Th>
            <Table.Th>{t("prices.state")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("prices.from")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("prices.by")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {prices.map((one) => {
            const state = stateOf(one, counts, now);
            return (
              <Table.Tr key={`${one.prefix} ${one.valid_from} ${String(one.revision)}`}>
                <Table.Td>+{one.prefix}</Table.Td>
                <Table.Td ta="right">{one.price === null ? t("prices.unserved") : figure.format(Number(one.price))}</Table.Td>
                <Table.Td><Badge color={COLOURS[state]}>{t(`prices.is_${state}`)}</Badge></Table.Td>
                <Table.Td visibleFrom="sm">{inFull(one.valid_from, i18n.language)}</Table.Td>
                <Table.Td visibleFrom="sm">{one.by_name}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
