import { Badge, Button, CloseButton, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconMessageDown, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { FATES, numbersQuery, ownersQuery, receivedQuery, type KnownPhone, type ReceivedFilter, type ReceivedText } from "../../data/texts.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged, rowsOf } from "../../kit/Paged.tsx";
import { onDay, When } from "../../kit/When.tsx";
import { useShortcuts } from "../../shell/shortcuts.ts";
import { isNumber } from "./draft.ts";
import classes from "./texts.module.css";
import { TextsTabs } from "./TextsTabs.tsx";
import { spaced } from "./words.ts";

/** Typing rests this long before the list is asked for, in milliseconds. */
const REST = 300;
const ROUTE = "/t/$tenant/texts/received";

/** What people wrote to the company's numbers, the newest first; filters are in the address. */
export function ReceivedScreen() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const filter = useSearch({ from: `/shell${ROUTE}` });
  const list = useInfiniteQuery({ ...receivedQuery(tenant.id, filter), placeholderData: (before) => before });
  const filtered = Object.keys(filter).length > 0;
  return (
    <Page title={t("title")} about={t("received.about")}>
      <TextsTabs here="received" />
      <Filters />
      <Panel flush>
        <Paged list={list} more={t("list.more")} empty={<Nothing filtered={filtered} />} note={filtered ? <HowFar last={rowsOf(list)?.at(-1)} /> : null}>
          {(found) => <Received rows={found} />}
        </Paged>
      </Panel>
    </Page>
  );
}

/** A search looks at so many and says how far it came. */
function HowFar({ last }: { readonly last: ReceivedText | undefined }) {
  const { t, i18n } = useTranslation("texts");
  const { zone } = useTenant();
  return (
    <Text size="sm" c="dimmed">
      {last ? t("received.looked", { day: onDay(last.at, i18n.language, zone) }) : t("received.nothing_yet")}
    </Text>
  );
}

function useOwnNumbers() {
  const tenant = useTenant();
  return useQuery({ ...numbersQuery(tenant.id), enabled: useMay("entry_points.read") }).data;
}

function Filters() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const filter = useSearch({ from: `/shell${ROUTE}` });
  const navigate = useNavigate();
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(filter.from ?? filter.text ?? "");
  const numbers = useOwnNumbers() ?? [];
  const keywords = [...new Set(numbers.flatMap((one) => one.keywords))].sort();
  useShortcuts(useMemo(() => [{ keys: "/", label: t("received.search"), run: () => box.current?.focus() }], [t]));
  const set = (change: Readonly<Record<string, string | null>>): void => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => Boolean(value));
    void navigate({ to: ROUTE, params: { tenant: tenant.slug }, search: Object.fromEntries(next) as ReceivedFilter, replace: true });
  };
  const ask = useDebouncedCallback((search: string) => set(isNumber(search) ? { from: search.trim(), text: null } : { from: null, text: search.trim() }), REST);
  const write = (search: string): void => {
    setTyped(search);
    ask(search);
  };
  const choices = [
    { name: "to", label: t("received.number"), any: t("received.any_number"), data: numbers.map((one) => ({ value: one.number, label: spaced(one.number) })), shown: numbers.length > 1 },
    { name: "keyword", label: t("received.keyword"), any: t("received.any_keyword"), data: keywords.map((value) => ({ value, label: value })), shown: keywords.length > 0 },
    { name: "fate", label: t("received.fate_label"), any: t("received.any_fate"), data: FATES.map((value) => ({ value, label: t(`received.fate.${value}`) })), shown: true },
  ] as const;
  return (
    <div className={classes["filters"]} role="search">
      <TextInput ref={box} value={typed} onChange={(event) => write(event.currentTarget.value)} leftSection={<IconSearch size={16} />} placeholder={t("received.search")} aria-label={t("received.search")}
        className={classes["grow"] ?? ""} maxLength={100} rightSection={typed ? <CloseButton size="sm" onClick={() => write("")} aria-label={t("list.clear")} /> : null} />
      {choices.map(({ name, label, any, data, shown }) =>
        shown || filter[name] ? (
          <Select key={name} value={filter[name] ?? null} onChange={(value) => set({ [name]: value })} placeholder={any} aria-label={label} clearable clearButtonProps={{ "aria-label": t("list.clear") }} data={[...data]} className={classes["narrowed"] ?? ""} />
        ) : null,
      )}
    </div>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const none = useOwnNumbers()?.length === 0;
  const may = useMay("care.read");
  const get = (
    <Button component={Link} to={`/t/${tenant.slug}/texts/senders`} variant="default">
      {t("received.get_number")}
    </Button>
  );
  return (
    <Empty icon={IconMessageDown} title={t(filtered ? "received.nothing" : "received.empty")} action={!filtered && none && may ? get : undefined}>
      {t(filtered ? "received.nothing_text" : none ? "received.no_number" : "received.empty_text")}
    </Empty>
  );
}

function Received({ rows }: { readonly rows: readonly ReceivedText[] }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const phones = useMemo(() => [...new Set(rows.map((one) => one.from))].sort().slice(0, 200), [rows]);
  const owners = useQuery({ ...ownersQuery(tenant.id, phones), enabled: phones.length > 0 && tenant.rights.includes("contacts.read"), placeholderData: (before) => before }).data ?? [];
  const names = new Map(owners.map((one) => [one.phone, one]));
  return (
    <ul className={classes["sent"]} aria-label={t("received.title")}>
      {rows.map((one) => (
        <ReceivedRow key={one.id} one={one} owner={names.get(one.from)} />
      ))}
    </ul>
  );
}

/** Colours mean the same everywhere, and are never the only sign. */
const COLOURS: Readonly<Record<ReceivedText["fate"], string>> = {
  conversation: "lagoon", answered: "green", stop: "red", start: "green", help: "gray", signed_up: "lagoon", confirmed: "green", told: "gray", nobody: "yellow", failed: "red",
};

function ReceivedRow({ one, owner }: { readonly one: ReceivedText; readonly owner: KnownPhone | undefined }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const who = owner?.name ?? spaced(one.from);
  const contact = one.contact_id ?? owner?.contact_id;
  return (
    <li className={classes["heard"]}>
      <span className={classes["heardWho"]}>
        {contact && tenant.rights.includes("contacts.read") ? (
          <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact }} className={classes["sentTo"]}>
            {who}
          </Link>
        ) : (
          <span className={classes["sentTo"]}>{who}</span>
        )}
        <span className={classes["quiet"]}>
          {t("received.to", { number: spaced(one.to) })}
          {one.keyword ? ` · ${t("received.by_keyword", { keyword: one.keyword })}` : ""}
        </span>
      </span>
      <p className={classes["heardText"]}>{one.text}</p>
      <span className={classes["heardFate"]}>
        <Badge color={COLOURS[one.fate]}>{t(`received.fate.${one.fate}`)}</Badge>
        <span className={classes["quiet"]}>
          <When at={one.at} zone={tenant.zone} />
        </span>
        {one.interaction_id && tenant.rights.includes("desk.answer") ? (
          <Link to="/t/$tenant/desk/$interaction" params={{ tenant: tenant.slug, interaction: one.interaction_id }} aria-label={t("received.open_of", { who })} className={classes["heardOpen"]}>
            {t("received.open")}
          </Link>
        ) : null}
      </span>
    </li>
  );
}
