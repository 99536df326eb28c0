import { Autocomplete, Radio, Select, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { tagsQuery } from "../../data/contacts.ts";
import type { Agreed, ContactImport, OnMatch } from "../../data/imports.ts";
import { eventTypesQuery, listsQuery } from "../../data/segments.ts";
import { territories } from "../../kit/choices.ts";
import { Panel } from "../../kit/Page.tsx";
import classes from "./imports.module.css";
import type { Plan } from "./usePlan.ts";

interface Props {
  readonly one: ContactImport;
  readonly held: Plan;
}

/** What holds for the whole file. */
export function Options({ one, held }: Props) {
  const { t } = useTranslation("imports");
  return (
    <Panel title={t("options.title")}>
      <Stack gap="lg">
        {one.kind === "contacts" ? <MatchChoice held={held} /> : <TypeField held={held} />}
        {one.kind === "contacts" ? <ConsentChoice held={held} /> : null}
        <div className={classes["pairs"]}>
          {one.kind === "contacts" ? <ListField held={held} /> : null}
          {one.kind === "contacts" ? <TagsField held={held} /> : null}
          <TerritoryField held={held} />
        </div>
      </Stack>
    </Panel>
  );
}

type Held = Readonly<{ held: Plan }>;
const MATCHES: readonly OnMatch[] = ["fill", "overwrite", "skip"];

function MatchChoice({ held }: Held) {
  const { t } = useTranslation("imports");
  return (
    <Radio.Group value={held.plan.on_match} onChange={(next) => held.change({ on_match: next })} label={t("match.label")}>
      <div className={classes["cards"]}>
        {MATCHES.map((value) => (
          <Radio key={value} value={value} label={t(`match.${value}`)} description={t(`match.${value}_text`)} className={classes["choice"] ?? ""} />
        ))}
      </div>
    </Radio.Group>
  );
}

const NEW_CONSENT: Agreed = { purpose: "marketing", medium: "any", source: "", date: null };
const PURPOSES = ["marketing", "reminders", "surveys"] as const;
const MEDIA = ["any", "sms", "mail", "call"] as const;

/** That the people of the file agreed, and what shows it: without, nobody is written offers. */
function ConsentChoice({ held }: Held) {
  const { t } = useTranslation("imports");
  const { consent, columns } = held.plan;
  const set = (part: Partial<Agreed>): void => held.change({ consent: { ...(consent ?? NEW_CONSENT), ...part } });
  const dated = columns.includes("consent_date");
  return (
    <div>
      <Switch checked={consent !== null} onChange={(event) => held.change({ consent: event.currentTarget.checked ? NEW_CONSENT : null })} label={t("consent.have")} description={t("consent.about")} />
      {consent ? (
        <div className={classes["consent"]}>
          <Select label={t("consent.purpose")} value={consent.purpose} data={PURPOSES.map((value) => ({ value, label: t(`purpose.${value}`) }))} allowDeselect={false}
            onChange={(next) => set({ purpose: (next ?? "marketing") })} />
          <Select label={t("consent.medium")} value={consent.medium} data={MEDIA.map((value) => ({ value, label: t(`medium.${value}`) }))} allowDeselect={false}
            onChange={(next) => set({ medium: (next ?? "any") })} />
          <TextInput label={t("consent.source")} placeholder={t("consent.source_example")} value={consent.source} onChange={(event) => set({ source: event.currentTarget.value })} maxLength={2000} />
          <TextInput type="date" label={t("consent.date")} description={dated ? t("consent.dated") : undefined} value={consent.date ?? ""} disabled={dated}
            onChange={(event) => set({ date: event.currentTarget.value || null })} max={new Date().toISOString().slice(0, 10)} />
        </div>
      ) : null}
    </div>
  );
}

/** A list there is, or a new one by its name. */
function ListField({ held }: Held) {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  const lists = useInfiniteQuery(listsQuery(tenant.id)).data?.pages.flatMap((page) => page.items) ?? [];
  const { list_id, list_name } = held.plan;
  const name = list_name ?? lists.find((one) => one.id === list_id)?.name ?? "";
  const write = (typed: string): void => {
    const known = lists.find((one) => one.name === typed.trim());
    held.change(known ? { list_id: known.id, list_name: null } : { list_id: null, list_name: typed.trim() ? typed : null });
  };
  return <Autocomplete label={t("options.list")} description={list_name ? t("options.list_new") : t("options.list_hint")} value={name} onChange={write} data={[...new Set(lists.map((one) => one.name))]} maxLength={120} placeholder={t("options.none")} />;
}

function TagsField({ held }: Held) {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  const known = useQuery(tagsQuery(tenant.id)).data ?? [];
  return <TagsInput label={t("options.tags")} description={t("options.tags_hint")} value={[...held.plan.tags]} onChange={(tags) => held.change({ tags })} data={[...known]} maxTags={50} acceptValueOnBlur placeholder={held.plan.tags.length > 0 ? "" : t("options.none")} />;
}

function TerritoryField({ held }: Held) {
  const { t, i18n } = useTranslation("imports");
  const all = useMemo(() => territories(i18n.language), [i18n.language]);
  return <Select label={t("options.territory")} description={t("options.territory_hint")} value={held.plan.territory} data={all} searchable allowDeselect={false} onChange={(next) => next && held.change({ territory: next })} />;
}

function TypeField({ held }: Held) {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  const types = useQuery(eventTypesQuery(tenant.id)).data ?? [];
  if (held.plan.columns.includes("event_type")) return null;
  return <Autocomplete label={t("options.event_type")} description={t("options.event_type_hint")} value={held.plan.event_type ?? ""} onChange={(typed) => held.change({ event_type: typed || null })} data={types.map((one) => one.name)} maxLength={80} />;
}
