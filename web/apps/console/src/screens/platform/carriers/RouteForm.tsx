import { Button, Checkbox, NumberInput, Select, SimpleGrid, TagsInput, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { priceListsQuery } from "../../../data/prices.ts";
import { territories } from "../../../kit/choices.ts";
import { Panel } from "../../../kit/Page.tsx";
import type { Field } from "../../../kit/schemaForm.ts";
import { SchemaFields } from "../../../kit/SchemaFields.tsx";
import classes from "./carriers.module.css";
import { ANYTHING, EVERYWHERE, sectionsOf, type AbilityRow, type RouteValues } from "./routeForm.ts";

type Form = UseFormReturnType<RouteValues>;

interface RouteFormProps {
  readonly form: Form;
  readonly fields: readonly Field[];
}

/** Everything a route is: whom it serves, what it can do where, and how it speaks with its carrier. */
export function RouteForm({ form, fields }: RouteFormProps) {
  const { t } = useTranslation("carriers");
  return (
    <>
      <ServesPanel form={form} />
      <AbilitiesPanel form={form} />
      {sectionsOf(fields).map((section) => (
        <Panel key={section.name} title={t(`sections.${section.name}`)} about={t(`sections.${section.name}_about`, { defaultValue: "" })}>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md" verticalSpacing="md">
            <SchemaFields fields={section.fields} form={form as unknown as UseFormReturnType<Record<string, unknown>>} />
          </SimpleGrid>
        </Panel>
      ))}
    </>
  );
}

function ServesPanel({ form }: { readonly form: Form }) {
  const { t } = useTranslation("carriers");
  const lists = useQuery(priceListsQuery);
  const costs = (lists.data?.items ?? []).filter((one) => one.kind === "cost").map((one) => ({ value: one.id, label: `${one.name} (${one.currency})` }));
  return (
    <Panel title={t("form.route")}>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md" verticalSpacing="md">
        <TextInput label={t("form.title")} description={t("form.title_about")} maxLength={80} required withAsterisk={false} {...form.getInputProps("route_title")} />
        <NumberInput label={t("form.binds")} description={t("form.binds_about")} min={1} max={16} allowDecimal={false} {...form.getInputProps("route_binds")} />
        <TagsInput label={t("form.prefixes")} description={t("form.prefixes_about")} placeholder="262692" splitChars={[",", " ", ";"]} maxTags={200} {...form.getInputProps("route_prefixes")} />
        <NumberInput label={t("form.quota")} description={t("form.quota_about")} min={0} allowDecimal={false} thousandSeparator=" " placeholder="∞" {...form.getInputProps("route_quota")} />
        <Select label={t("form.costs")} description={t("form.costs_about")} data={costs} clearable nothingFoundMessage={t("form.no_costs")} placeholder={t("form.costs_none")} {...form.getInputProps("route_costs")} />
      </SimpleGrid>
    </Panel>
  );
}

function AbilitiesPanel({ form }: { readonly form: Form }) {
  const { t } = useTranslation("carriers");
  const rows = form.values.route_abilities;
  const free = rows.some((row) => row.place === EVERYWHERE) ? "RE" : EVERYWHERE;
  return (
    <Panel title={t("abilities.title")} about={t("abilities.about")}>
      {rows.length === 0 ? <Text size="sm" c="dimmed" mb="sm">{t("abilities.none")}</Text> : null}
      {rows.map((row, at) => (
        <AbilityLine key={form.key(`route_abilities.${String(at)}`)} form={form} row={row} at={at} />
      ))}
      <Button mt="xs" variant="default" size="sm" leftSection={<IconPlus size={15} />} onClick={() => form.insertListItem("route_abilities", { place: free, ...ANYTHING })}>
        {t("abilities.add")}
      </Button>
    </Panel>
  );
}

const ABILITIES = ["named_senders", "answerable", "stop_by_reply", "concatenation"] as const;

interface AbilityLineProps {
  readonly form: Form;
  readonly row: AbilityRow;
  readonly at: number;
}

function AbilityLine({ form, row, at }: AbilityLineProps) {
  const { t, i18n } = useTranslation("carriers");
  const places = useMemo(() => [{ value: EVERYWHERE, label: t("abilities.everywhere") }, ...territories(i18n.language)], [i18n.language, t]);
  const known = places.some((one) => one.value === row.place) ? places : [...places, { value: row.place, label: row.place }];
  return (
    <div className={classes["ability"]}>
      <Select w={240} searchable allowDeselect={false} aria-label={t("abilities.place")} data={known} {...form.getInputProps(`route_abilities.${String(at)}.place`)} />
      {ABILITIES.map((name) => (
        <Checkbox key={name} label={t(`abilities.${name}`)} {...form.getInputProps(`route_abilities.${String(at)}.${name}`, { type: "checkbox" })} />
      ))}
      <Button variant="subtle" color="red" size="compact-sm" leftSection={<IconTrash size={14} />} onClick={() => form.removeListItem("route_abilities", at)} aria-label={t("abilities.remove_at", { place: known.find((one) => one.value === row.place)?.label ?? row.place })}>
        {t("deeds.remove")}
      </Button>
    </div>
  );
}

