import { Checkbox, JsonInput, Select, SimpleGrid, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { RoutingVocabulary, RulesTrial } from "@guichet/api";
import { IconRoute, IconRouteOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../../app/i18n.ts";
import { useTenant } from "../../../app/parents.tsx";
import { tryRules, type MadeUp } from "../../../data/rules.ts";
import type { Rules } from "./model.ts";
import classes from "./rules.module.css";
import { choicesOf, nameIn, testWords } from "./words.ts";

interface TryPanelProps {
  readonly rules: Rules;
  readonly house: RoutingVocabulary;
  readonly tell: (trial: RulesTrial | null) => void;
}

interface Typed {
  readonly language: string | null;
  readonly page: string;
  readonly medium: string | null;
  readonly device: string | null;
  readonly territory: string;
  readonly subject: string;
  readonly tags: string[];
  readonly known: boolean;
  readonly data: string;
}

const START: Typed = {
  language: "fr",
  page: "https://shop.example/checkout",
  medium: "chat",
  device: null,
  territory: "",
  subject: "",
  tags: [],
  known: false,
  data: '{"cart": {"total": 120}}',
};

function objectIn(text: string): Record<string, unknown> | null {
  if (!text.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const requestOf = (typed: Typed, data: Record<string, unknown>): MadeUp => ({
  data,
  known: typed.known,
  tags: typed.tags,
  ...(typed.language ? { language: typed.language } : {}),
  ...(typed.page ? { page: typed.page } : {}),
  ...(typed.medium ? { medium: typed.medium } : {}),
  ...(typed.device ? { device: typed.device } : {}),
  ...(typed.territory ? { territory: typed.territory.toUpperCase() } : {}),
  ...(typed.subject ? { subject: typed.subject } : {}),
});

/** A made-up visitor: which rule wins, and why. */
export function TryPanel({ rules, house, tell }: TryPanelProps) {
  const { t } = useTranslation("rules");
  const tenant = useTenant();
  const [typed, setTyped] = useState<Typed>(START);
  const data = objectIn(typed.data);
  const [asked] = useDebouncedValue({ rules, typed }, 250);
  const { data: trial = null } = useQuery({
    queryKey: ["tenant", tenant.id, "routing-trial", asked],
    queryFn: () => tryRules(tenant.id, asked.rules, requestOf(asked.typed, objectIn(asked.typed.data) ?? {})),
    placeholderData: (before) => before,
    enabled: data !== null,
  });
  useEffect(() => {
    tell(trial);
    return () => tell(null);
  }, [trial, tell]);
  const set = (change: Partial<Typed>): void => setTyped({ ...typed, ...change });
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("trying.about")}
      </Text>
      <div aria-live="polite">{trial ? <Decided trial={trial} house={house} /> : null}</div>
      <TextInput label={t("trying.page")} value={typed.page} maxLength={2000} onChange={(event) => set({ page: event.currentTarget.value })} />
      <SimpleGrid cols={2} spacing="sm">
        <Select label={t("trying.language")} data={[...(choicesOf(t, "language", house) ?? [])]} value={typed.language} clearable onChange={(language) => set({ language })} />
        <Select label={t("trying.medium")} data={[...(choicesOf(t, "medium", house) ?? [])]} value={typed.medium} clearable onChange={(medium) => set({ medium })} />
        <Select label={t("trying.device")} data={[...(choicesOf(t, "device", house) ?? [])]} value={typed.device} clearable onChange={(device) => set({ device })} />
        <TextInput label={t("trying.country")} value={typed.territory} maxLength={2} onChange={(event) => set({ territory: event.currentTarget.value })} />
      </SimpleGrid>
      <TextInput label={t("trying.subject")} value={typed.subject} maxLength={200} onChange={(event) => set({ subject: event.currentTarget.value })} />
      <TagsInput label={t("trying.tags")} data={[...house.tags]} value={typed.tags} onChange={(tags) => set({ tags })} />
      <Checkbox label={t("trying.known")} checked={typed.known} onChange={(event) => set({ known: event.currentTarget.checked })} />
      <JsonInput label={t("trying.data")} description={t("trying.dataHint")} autosize minRows={2} maxRows={8} value={typed.data} onChange={(text) => set({ data: text })} error={data === null ? t("trying.notJson") : null} />
    </Stack>
  );
}

function Decided({ trial, house }: { readonly trial: RulesTrial; readonly house: RoutingVocabulary }) {
  const { t } = useTranslation("rules");
  const [first] = trial.matches;
  if (!first)
    return (
      <div className={classes["verdict"]}>
        <IconRouteOff size={20} aria-hidden="true" />
        <div>
          <Text fw={600}>{t("trying.nobody")}</Text>
          <Text size="sm">{t("trying.nobodyText")}</Text>
        </div>
      </div>
    );
  const names = trial.matches.map((match) => match.name || t("untitled", { place: match.place }));
  const listed = new Intl.ListFormat(currentLanguage()).format(names);
  const reasons = trial.matches.flatMap((match) => match.reasons.map((reason) => testWords(t, reason.test, house)));
  const queue = nameIn(house.queues, trial.decided.queue_id) ?? t("trying.usual");
  const skills = trial.decided.require.map((skill) => `${nameIn(house.skills, skill.skill_id) ?? "?"} ${t("do.level", { level: skill.level })}`);
  const follows = [
    `${t("do.queue")} ${queue}`,
    ...(skills.length ? [`${t("do.require")} ${skills.join(", ")}`] : []),
    ...(trial.decided.priority ? [`${trial.decided.priority > 0 ? t("do.priority") : t("do.behind")} ${t("do.minutes", { count: Math.abs(trial.decided.priority) })}`] : []),
    ...(trial.decided.tags.length ? [`${t("do.tags")} ${trial.decided.tags.join(", ")}`] : []),
  ];
  return (
    <div className={classes["verdict"]} data-won="true">
      <IconRoute size={20} aria-hidden="true" />
      <div>
        <Text fw={600}>{names.length > 1 ? t("trying.winnerMany", { rules: listed }) : t("trying.winner", { rule: listed })}</Text>
        <Text size="sm">{reasons.length ? t("trying.because", { reasons: new Intl.ListFormat(currentLanguage()).format(reasons) }) : t("trying.becauseAlways")}</Text>
        <Text size="sm" mt={6}>
          → {follows.join(", ")}
        </Text>
      </div>
    </div>
  );
}
