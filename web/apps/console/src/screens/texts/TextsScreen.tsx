import { Badge, Button, CloseButton, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconMessage2, IconPencilPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { GROUPS, ownersQuery, textsQuery, type Group, type KnownPhone, type SentText, type TextFilter } from "../../data/texts.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged, rowsOf } from "../../kit/Paged.tsx";
import { onDay, When } from "../../kit/When.tsx";
import { useShortcuts } from "../../shell/shortcuts.ts";
import { AccountBanner } from "./AccountBanner.tsx";
import { isNumber } from "./draft.ts";
import { COLOURS, groupOf, isFree } from "./life.ts";
import { price } from "./money.ts";
import classes from "./texts.module.css";
import { TextsTabs, useMaySend } from "./TextsTabs.tsx";
import { spaced } from "./words.ts";

/** Typing rests this long before the list is asked for, in milliseconds. */
const REST = 300;
const DAYS = ["1", "7", "30", "365"] as const;

/** What was sent and what became of it, the newest first; filters are in the address. */
export function TextsScreen() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const filter = useSearch({ from: "/shell/t/$tenant/texts" });
  const list = useInfiniteQuery({ ...textsQuery(tenant.id, filter), placeholderData: (before) => before });
  const filtered = Object.keys(filter).length > 0;
  return (
    <Page title={t("title")} about={t("about")} actions={<Write />}>
      <AccountBanner />
      <TextsTabs here="messages" />
      <Filters />
      <Panel flush>
        <Paged list={list} more={t("list.more")} empty={<Nothing filtered={filtered} />} note={filtered ? <HowFar last={rowsOf(list)?.at(-1)} /> : null}>
          {(found) => <Sent rows={found} />}
        </Paged>
      </Panel>
    </Page>
  );
}

function Write() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  if (!useMaySend()) return null;
  return (
    <Button component={Link} to={`/t/${tenant.slug}/texts/new`} leftSection={<IconPencilPlus size={18} />}>
      {t("write")}
    </Button>
  );
}

/** A search looks at so many and says how far it came. */
function HowFar({ last }: { readonly last: SentText | undefined }) {
  const { t, i18n } = useTranslation("texts");
  const { zone } = useTenant();
  return (
    <Text size="sm" c="dimmed">
      {last ? t("list.looked", { day: onDay(last.accepted_at, i18n.language, zone) }) : t("list.nothing_yet")}
    </Text>
  );
}

function Filters() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const filter = useSearch({ from: "/shell/t/$tenant/texts" });
  const navigate = useNavigate();
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(filter.to ?? filter.text ?? "");
  useShortcuts(useMemo(() => [{ keys: "/", label: t("list.search"), run: () => box.current?.focus() }], [t]));
  const set = (change: Readonly<Record<string, string | null | undefined>>): void => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => Boolean(value));
    void navigate({ to: "/t/$tenant/texts", params: { tenant: tenant.slug }, search: Object.fromEntries(next) as TextFilter, replace: true });
  };
  const ask = useDebouncedCallback((search: string) => set(isNumber(search) ? { to: search.trim(), text: null } : { to: null, text: search.trim() }), REST);
  const write = (search: string): void => {
    setTyped(search);
    ask(search);
  };
  return (
    <div className={classes["filters"]} role="search">
      <TextInput ref={box} value={typed} onChange={(event) => write(event.currentTarget.value)} leftSection={<IconSearch size={16} />} placeholder={t("list.search")}
        aria-label={t("list.search")} className={classes["grow"] ?? ""} maxLength={100}
        rightSection={typed ? <CloseButton size="sm" onClick={() => write("")} aria-label={t("list.clear")} /> : null} />
      <Select value={filter.group ?? null} onChange={(group) => set({ group })} placeholder={t("list.any_state")} aria-label={t("list.state")} clearable
        clearButtonProps={{ "aria-label": t("list.clear") }} data={(Object.keys(GROUPS) as Group[]).map((group) => ({ value: group, label: t(`group.${group}`) }))} className={classes["narrowed"] ?? ""} />
      <Select value={filter.days ?? null} onChange={(days) => set({ days })} placeholder={t("list.any_time")} aria-label={t("list.time")} clearable
        clearButtonProps={{ "aria-label": t("list.clear") }} data={DAYS.map((days) => ({ value: days, label: t(`list.days.${days}`) }))} className={classes["narrowed"] ?? ""} />
      {filter.tag ? (
        <Button variant="default" onClick={() => set({ tag: null })} aria-label={t("list.clear_tag", { tag: filter.tag })}>
          {`# ${filter.tag} ✕`}
        </Button>
      ) : null}
    </div>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  const { t } = useTranslation("texts");
  return (
    <Empty icon={IconMessage2} title={t(filtered ? "list.nothing" : "list.empty")} action={filtered ? undefined : <Write />}>
      {t(filtered ? "list.nothing_text" : "list.empty_text")}
    </Empty>
  );
}

function Sent({ rows }: { readonly rows: readonly SentText[] }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const phones = useMemo(() => [...new Set(rows.map((one) => one.to))].sort().slice(0, 200), [rows]);
  const owners = useQuery({ ...ownersQuery(tenant.id, phones), enabled: phones.length > 0 && tenant.rights.includes("contacts.read"), placeholderData: (before) => before }).data ?? [];
  const names = new Map(owners.map((one) => [one.phone, one]));
  return (
    <ul className={classes["sent"]} aria-label={t("title")}>
      {rows.map((one) => (
        <SentRow key={one.id} one={one} owner={names.get(one.to)} />
      ))}
    </ul>
  );
}

function SentRow({ one, owner }: { readonly one: SentText; readonly owner: KnownPhone | undefined }) {
  const { t, i18n } = useTranslation("texts");
  const tenant = useTenant();
  const waits = one.state === "accepted" && Date.parse(one.send_at) > Date.parse(one.accepted_at) + 60_000;
  return (
    <li>
      <Link to="/t/$tenant/texts/$text" params={{ tenant: tenant.slug, text: one.id }} className={classes["sentLink"]}>
        <span className={classes["sentWords"]}>
          <span className={classes["sentTo"]}>{owner?.name ?? spaced(one.to)}</span>
          <span className={classes["sentText"]}>{one.text}</span>
        </span>
        <span className={classes["sentState"]}>
          <StateBadge state={one.state} />
        </span>
        <span className={classes["sentPrice"]}>{one.price && !isFree(one) ? price(one.price, i18n.language) : ""}</span>
        <span className={classes["sentAt"]}>{waits ? t("list.planned", { day: onDay(one.send_at, i18n.language, tenant.zone) }) : <When at={one.accepted_at} zone={tenant.zone} />}</span>
      </Link>
    </li>
  );
}

export function StateBadge({ state, large = false }: { readonly state: SentText["state"]; readonly large?: boolean }) {
  const { t } = useTranslation("texts");
  return (
    <Badge color={COLOURS[groupOf(state)]} size={large ? "lg" : "md"}>
      {t(`state.${state}`)}
    </Badge>
  );
}
