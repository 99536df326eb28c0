import type { AttributeDefinition, ContactCard } from "@guichet/api";
import { Button, Group, Radio, Select, Table, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useTenant } from "../../app/parents.tsx";
import { attributesQuery, cardQuery, mergeContacts, peopleQuery, undoMerge } from "../../data/contacts.ts";
import { Dialog } from "../../kit/Dialog.tsx";
import { Lines } from "../../kit/Loaded.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { useContactName } from "../desk/person.tsx";
import classes from "./contacts.module.css";
import { shownValue } from "./values.ts";

interface Props {
  readonly card: ContactCard;
  /** Known already when it was proposed; else it is looked for here. */
  readonly other?: string;
  readonly reason?: string;
  readonly close: () => void;
}

/** Two cards side by side: what is kept of which, why they are one, and the merge. */
export function MergeDialog({ card, other, reason = "", close }: Props) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const [chosen, setChosen] = useState(other ?? null);
  const found = useQuery({ ...cardQuery(tenant.id, chosen ?? ""), enabled: chosen !== null });
  return (
    <Dialog title={t("merge.title")} close={close} size="lg">
      {other ? null : <Finder except={card.id} choose={setChosen} />}
      {chosen !== null && !found.data ? <Lines /> : null}
      {chosen !== null && found.data ? <Comparison card={card} other={found.data} reason={reason} close={close} /> : null}
    </Dialog>
  );
}

function Finder({ except, choose }: { readonly except: string; readonly choose: (id: string | null) => void }) {
  const { t } = useTranslation(["contacts", "desk"]);
  const tenant = useTenant();
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search.trim(), 200);
  const people = useInfiniteQuery({ ...peopleQuery(tenant.id, { search: asked }), enabled: asked !== "" });
  const rows = (people.data?.pages[0]?.items ?? []).filter((one) => one.id !== except).slice(0, 20);
  const data = rows.map((one) => ({ value: one.id, label: `${one.name ?? t("desk:visitor", { code: one.code })} · ${one.code}` }));
  return (
    <Select searchable data={data} onSearchChange={setSearch} onChange={choose} filter={({ options }) => options} label={t("merge.find")}
      placeholder={t("search")} nothingFoundMessage={asked ? t("merge.nobody") : t("merge.type")} mb="md" data-autofocus
      comboboxProps={{ transitionProps: { duration: 80 } }} />
  );
}

function Comparison({ card, other, reason: proposed, close }: Required<Pick<Props, "card" | "reason" | "close">> & { readonly other: ContactCard }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const definitions = useQuery(attributesQuery(tenant.id));
  const [take, setTake] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState(proposed);
  const merge = useMerging(card, close);
  const names = [useContactName(card), useContactName(other)];
  const rows = rowsOf(card, other, definitions.data ?? [], tenant.currency);
  const choose = (key: string, theirs: boolean): void =>
    setTake(new Set(theirs ? [...take, key] : [...take].filter((held) => held !== key)));
  return (
    <>
      <Text size="md" mb="sm">
        {t("merge.about")}
      </Text>
      <Table.ScrollContainer minWidth={420}>
        <Table className={classes["compare"] ?? ""} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="26%">{t("merge.what")}</Table.Th>
              <Table.Th>{names[0]}</Table.Th>
              <Table.Th>{names[1]}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Line key={row.key} row={row} theirs={take.has(row.key)} choose={(theirs) => choose(row.key, theirs)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Textarea mt="md" label={t("merge.reason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} autosize minRows={2} />
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="subtle" color="gray" onClick={close}>
          {t("cancel")}
        </Button>
        <Button disabled={!reason.trim()} loading={merge.isPending} onClick={() => merge.mutate({ other: other.id, reason, take: [...take] })}>
          {t("merge.action")}
        </Button>
      </Group>
    </>
  );
}

interface CompareRow {
  readonly key: string;
  readonly label: string;
  readonly mine: string | null;
  readonly theirs: string | null;
  /** Both have it, and not the same: one is chosen. */
  readonly choice: boolean;
}

function rowsOf(card: ContactCard, other: ContactCard, definitions: readonly AttributeDefinition[], currency: string): readonly CompareRow[] {
  const language = currentLanguage();
  const words = rowWords[language];
  const row = (key: string, label: string, mine: string | null, theirs: string | null): CompareRow => ({
    key, label, mine, theirs, choice: mine !== null && theirs !== null && mine !== theirs,
  });
  const value = (of: ContactCard, one: AttributeDefinition): string | null => {
    const held = of.attributes[one.key];
    return held === undefined ? null : shownValue(one, held, language, currency);
  };
  const addresses = (of: ContactCard): string | null =>
    of.identities.filter((one) => one.kind !== "visitor").map((one) => one.value).join("\n") || null;
  const both = [
    row("name", words.name, card.name, other.name),
    row("company_id", words.company, card.company?.name ?? null, other.company?.name ?? null),
    row("language", words.language, card.language, other.language),
    ...definitions.map((one) => row(`attributes.${one.key}`, one.label[language], value(card, one), value(other, one))),
  ];
  const joined = [
    { ...row("identities", words.identities, addresses(card), addresses(other)), choice: false },
    { ...row("tags", words.tags, card.tags.join(", ") || null, other.tags.join(", ") || null), choice: false },
  ];
  return [...both, ...joined].filter((one) => one.mine !== null || one.theirs !== null);
}

const rowWords = {
  fr: { name: "Nom", company: "Entreprise", language: "Langue", identities: "Coordonnées", tags: "Étiquettes" },
  en: { name: "Name", company: "Company", language: "Language", identities: "Ways to reach", tags: "Tags" },
} as const;

function Line({ row, theirs, choose }: { readonly row: CompareRow; readonly theirs: boolean; readonly choose: (theirs: boolean) => void }) {
  const { t } = useTranslation("contacts");
  const cell = (text: string | null, isTheirs: boolean) =>
    row.choice ? (
      <Radio name={row.key} checked={theirs === isTheirs} onChange={() => choose(isTheirs)} label={text} />
    ) : (
      <span className={classes["lines"]}>{text ?? t("none")}</span>
    );
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes["term"] ?? ""}>
        {row.label}
      </Table.Th>
      <Table.Td>{cell(row.mine, false)}</Table.Td>
      <Table.Td>{cell(row.theirs, true)}</Table.Td>
    </Table.Tr>
  );
}

interface Merging {
  readonly other: string;
  readonly reason: string;
  readonly take: readonly string[];
}

/** Merges, and lets it be taken back from the notice as from the card. */
function useMerging(card: ContactCard, close: () => void) {
  const { t } = useTranslation(["contacts", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  return useDeed({
    run: async ({ other, reason, take }: Merging) => {
      const merged = await mergeContacts(tenant.id, card.id, other, reason, take);
      await renewed(queries, tenant.id);
      close();
      const [made] = merged.merges;
      const id = `merge-${card.id}`;
      const back = async (): Promise<void> => {
        notifications.hide(id);
        if (made) await undoMerge(tenant.id, made.id);
        await renewed(queries, tenant.id);
      };
      notifications.show({
        id,
        autoClose: 10_000,
        message: (
          <Group justify="space-between" wrap="nowrap" gap="md">
            <Text size="md">{t("merge.done")}</Text>
            <Button size="compact-sm" variant="light" onClick={() => void back()}>
              {t("common:undo")}
            </Button>
          </Group>
        ),
      });
    },
  });
}

/** What shows people is read again. */
export async function renewed(queries: ReturnType<typeof useQueryClient>, tenant: string): Promise<void> {
  const kinds = ["contact", "contacts", "timeline", "duplicates", "duplicate-pairs"];
  await Promise.all(kinds.map((kind) => queries.invalidateQueries({ queryKey: ["tenant", tenant, kind] })));
}
