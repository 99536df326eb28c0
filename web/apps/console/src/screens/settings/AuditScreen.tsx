import type { ActorKind, AuditEntry } from "@guichet/api";
import { Button, Code, Collapse, Group, Select, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconChevronRight,
  IconHistory,
  IconCashRegister, IconKey,
  IconLifebuoy,
  IconRobot,
  IconUser,
  IconWorld,
  type Icon,
} from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { auditActionsQuery, auditQuery } from "../../data/tenant.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { inFull, onDay } from "../../kit/When.tsx";
import { dateFormat } from "../../kit/formats.ts";
import { AuditProof } from "./AuditProof.tsx";
import classes from "./AuditScreen.module.css";

const route = getRouteApi("/shell/t/$tenant/settings/audit");

/** What was done, by whom, when; sealed so that a change afterwards is found. */
export function AuditScreen() {
  const { t } = useTranslation("settings");
  return (
    <Page title={t("audit.title")} about={t("audit.about")}>
      <AuditProof />
      <Panel title={t("audit.entries")} actions={<Filters />} flush>
        <Entries />
      </Panel>
    </Page>
  );
}

const KINDS: readonly ActorKind[] = ["user", "key", "support", "system", "visitor", "till"];

function Filters() {
  const { t } = useTranslation("settings");
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { data: actions } = useQuery(auditActionsQuery(useTenant().id));
  const set = (name: "action" | "actor_kind") => (value: string | null) =>
    void navigate({ search: { ...filter, [name]: value ?? undefined }, replace: true });
  return (
    <Group gap="xs" className={classes["filters"]}>
      <Select
        aria-label={t("audit.who")}
        placeholder={t("audit.who")}
        clearable
        clearButtonProps={{ "aria-label": t("audit.anybody") }}
        value={filter.actor_kind ?? null}
        onChange={set("actor_kind")}
        data={KINDS.map((kind) => ({ value: kind, label: t(`audit.kind.${kind}`) }))}
      />
      <Select
        aria-label={t("audit.what")}
        placeholder={t("audit.what")}
        clearable
        clearButtonProps={{ "aria-label": t("audit.anything") }}
        searchable
        value={filter.action ?? null}
        onChange={set("action")}
        data={(actions ?? []).map(({ action, text }) => ({ value: action, label: text.replaceAll(/\{\w+\}/g, "…") }))}
      />
    </Group>
  );
}

function Entries() {
  const { t } = useTranslation(["settings", "common"]);
  const tenant = useTenant();
  const query = useInfiniteQuery(auditQuery(tenant.id, route.useSearch()));
  const entries = query.data?.pages.flatMap((page) => page.items);
  return (
    <Loaded
      of={{ ...query, data: entries }}
      empty={{
        when: (all) => all.length === 0,
        show: (
          <Empty icon={IconHistory} title={t("audit.none")}>
            {t("audit.noneText")}
          </Empty>
        ),
      }}
    >
      {(all) => (
        <>
          <Days entries={all} />
          {query.hasNextPage ? (
            <Group justify="center" p="md">
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t("common:more")}
              </Button>
            </Group>
          ) : null}
        </>
      )}
    </Loaded>
  );
}

function byDay(entries: readonly AuditEntry[], language: string, zone: string): [string, AuditEntry[]][] {
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const day = onDay(entry.occurred_at, language, zone);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days];
}

function Days({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const { i18n } = useTranslation();
  const { zone } = useTenant();
  return byDay(entries, i18n.language, zone).map(([day, held]) => (
    <section key={day} aria-label={day}>
      <p className={classes["day"]}>{day}</p>
      <ul className={classes["entries"]}>
        {held.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
    </section>
  ));
}

const PICTURES: Record<ActorKind, Icon> = {
  user: IconUser,
  key: IconKey,
  visitor: IconWorld,
  system: IconRobot,
  support: IconLifebuoy,
  till: IconCashRegister,
};

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const { t, i18n } = useTranslation("settings");
  const { zone } = useTenant();
  const [open, details] = useDisclosure(false);
  const Picture = PICTURES[entry.actor.kind];
  const clock = dateFormat(i18n.language, { timeStyle: "medium", timeZone: zone });
  return (
    <li className={classes["entry"]}>
      <UnstyledButton className={classes["line"]} onClick={details.toggle} aria-expanded={open}>
        <time dateTime={entry.occurred_at} className={classes["time"]}>
          {clock.format(new Date(entry.occurred_at))}
        </time>
        <Picture size={16} stroke={1.7} className={classes["picture"]} aria-label={t(`audit.kind.${entry.actor.kind}`)} role="img" />
        <span className={classes["actor"]}>{entry.actor.name ?? t(`audit.kind.${entry.actor.kind}`)}</span>
        <span className={classes["text"]}>{entry.text}</span>
        <IconChevronRight size={16} className={classes["chevron"]} data-open={open} aria-hidden="true" />
      </UnstyledButton>
      <Collapse expanded={open} transitionDuration={100}>
        <Details entry={entry} />
      </Collapse>
    </li>
  );
}

function Details({ entry }: { readonly entry: AuditEntry }) {
  const { t, i18n } = useTranslation("settings");
  const { zone } = useTenant();
  return (
    <div className={classes["details"]}>
      <Text size="sm" c="dimmed">
        {inFull(entry.occurred_at, i18n.language, zone)} · {zone} ·{" "}
        {entry.number === null ? t("audit.unsealed") : t("audit.sealed", { number: entry.number })}
      </Text>
      <Code block>{JSON.stringify({ action: entry.action, target: entry.target, details: entry.details }, null, 2)}</Code>
      {entry.details === null ? <Text size="sm">{t("audit.erased")}</Text> : null}
    </div>
  );
}
