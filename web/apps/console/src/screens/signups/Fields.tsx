import type { Language } from "@guichet/api";
import { Checkbox, Group, MultiSelect, NumberInput, SegmentedControl, Select, Stack, Switch, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { ASKS } from "../../data/signups.ts";
import { listsQuery } from "../../data/segments.ts";
import { numbersQuery } from "../../data/texts.ts";
import { Panel } from "../../kit/Page.tsx";
import type { PageForm } from "./body.ts";
import classes from "./signups.module.css";

type Form = UseFormReturnType<PageForm>;
const LANGUAGES: readonly Language[] = ["fr", "en"];
const TERRITORIES = ["FR", "RE", "YT", "GP", "MQ", "GF", "BL", "MF", "PM", "NC", "PF", "WF", "BE", "CH", "LU", "MC", "MU", "MG", "GB", "DE", "ES", "IT"];

/** What a page says and asks, and what becomes of who signs up. */
export function Fields({ form }: { readonly form: Form }) {
  const { t } = useTranslation("signups");
  return (
    <Stack gap={0}>
      <Panel title={t("words.title")} about={t("words.about")}>
        <Stack gap="md">
          <TextInput label={t("name")} description={t("name_hint")} maxLength={80} required withAsterisk={false} {...form.getInputProps("name")} />
          <Spoken form={form} />
          {LANGUAGES.filter((one) => form.values.spoken.includes(one)).map((one) => (
            <WordsOf key={one} form={form} language={one} />
          ))}
        </Stack>
      </Panel>
      <Panel title={t("asks.title")} about={t("asks.about")}>
        <Stack gap="sm">
          {ASKS.map((one) => (
            <AskOf key={one} form={form} asked={one} />
          ))}
          <Territories form={form} />
        </Stack>
      </Panel>
      <Then form={form} />
    </Stack>
  );
}

function Spoken({ form }: { readonly form: Form }) {
  const { t } = useTranslation("signups");
  const choose = (one: Language, on: boolean): void => {
    const next = LANGUAGES.filter((each) => (each === one ? on : form.values.spoken.includes(each)));
    if (next.length > 0) form.setFieldValue("spoken", next);
  };
  return (
    <Group gap="lg" role="group" aria-label={t("words.languages")}>
      {LANGUAGES.map((one) => (
        <Checkbox key={one} label={t(`language.${one}`)} checked={form.values.spoken.includes(one)} onChange={(event) => choose(one, event.currentTarget.checked)} />
      ))}
    </Group>
  );
}

function WordsOf({ form, language }: { readonly form: Form; readonly language: Language }) {
  const { t } = useTranslation("signups");
  const of = (name: string): string => `words.${language}.${name}`;
  return (
    <div className={classes["language"]} role="group" aria-label={t(`language.${language}`)} lang={language}>
      {form.values.spoken.length > 1 ? <Text fw={600}>{t(`language.${language}`)}</Text> : null}
      <TextInput label={t("words.heading")} maxLength={120} {...form.getInputProps(of("title"))} />
      <Textarea label={t("words.intro")} autosize minRows={1} maxRows={4} maxLength={600} {...form.getInputProps(of("intro"))} />
      <Textarea label={t("words.consent")} description={t("words.consent_hint")} autosize minRows={2} maxRows={5} maxLength={600} {...form.getInputProps(of("consent"))} />
      <Textarea label={t("words.welcome")} description={t("words.welcome_hint")} autosize minRows={1} maxRows={4} maxLength={300} {...form.getInputProps(of("welcome"))} />
    </div>
  );
}

function AskOf({ form, asked }: { readonly form: Form; readonly asked: (typeof ASKS)[number] }) {
  const { t } = useTranslation("signups");
  const data = (["no", "optional", "required"] as const).map((one) => ({ value: one, label: t(`asks.${one}`) }));
  return (
    <div className={classes["ask"]}>
      <Text>{t(`field.${asked}`)}</Text>
      <SegmentedControl size="sm" data={data} aria-label={t(`field.${asked}`)} {...form.getInputProps(`asks.${asked}`)} />
    </div>
  );
}

function Territories({ form }: { readonly form: Form }) {
  const { t, i18n } = useTranslation("signups");
  const names = new Intl.DisplayNames([i18n.language], { type: "region" });
  const codes = [...new Set([...TERRITORIES, ...form.values.territories])];
  const data = codes.map((one) => ({ value: one, label: names.of(one) ?? one }));
  return <MultiSelect label={t("territories")} description={t("territories_hint")} data={data} searchable maxValues={20} {...form.getInputProps("territories")} />;
}

function Then({ form }: { readonly form: Form }) {
  const { t } = useTranslation("signups");
  const tenant = useTenant();
  const numbers = useQuery(numbersQuery(tenant.id)).data ?? [];
  const lists = useInfiniteQuery(listsQuery(tenant.id)).data?.pages.flatMap((page) => page.items) ?? [];
  const senders = [...new Set([...numbers.map((one) => one.number), ...(form.values.sender ? [form.values.sender] : [])])];
  return (
    <Panel title={t("then.title")} about={t("then.about")}>
      <Stack gap="md">
        <Select label={t("sender")} description={form.values.sender ? t("sender_hint") : t("sender_none")} clearable data={senders} placeholder={t("sender_link")} {...form.getInputProps("sender")} />
        <Select label={t("list")} clearable data={lists.map((one) => ({ value: one.id, label: one.name }))} placeholder={t("list_none")} {...form.getInputProps("list_id")} />
        <TagsInput label={t("tags")} maxTags={10} {...form.getInputProps("tags")} />
        <Select label={t("purpose.title")} allowDeselect={false} data={(["marketing", "reminders", "surveys"] as const).map((one) => ({ value: one, label: t(`purpose.${one}`) }))} {...form.getInputProps("purpose")} />
        <NumberInput label={t("day_cap")} description={t("day_cap_hint")} min={1} max={5000} allowDecimal={false} {...form.getInputProps("day_cap")} />
        <Switch label={t("keyword_asks")} description={t("keyword_asks_hint")} {...form.getInputProps("keyword_asks", { type: "checkbox" })} />
        <Switch label={t("enabled")} {...form.getInputProps("enabled", { type: "checkbox" })} />
      </Stack>
    </Panel>
  );
}
