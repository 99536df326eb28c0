import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { campaignNamesQuery, eventTypesQuery, recentEventsQuery } from "../../data/segments.ts";
import { Bounds, Pick, Words } from "./Fields.tsx";
import { parameterFor } from "./form.ts";
import { FACT_VALUES } from "./kinds.ts";
import type { Fact, Happened, Has, Measure, PropertyTest } from "./language.ts";
import classes from "./segments.module.css";
import { WindowField } from "./WindowField.tsx";

/** Words of the API for properties, and the company's own. */
export function usePropertyName(): (name: string) => string {
  const { t } = useTranslation("segments");
  return (name) => (name in OWN ? t(`property.${name as keyof typeof OWN}`) : name);
}
const OWN = { amount: 1, article: 1, category: 1, place: 1, currency: 1 } as const;

type Shape = "text" | "number" | "boolean";

function useProperties(type: string): Readonly<Record<string, Shape>> {
  const tenant = useTenant();
  const types = useQuery(eventTypesQuery(tenant.id)).data ?? [];
  const seen = types.find((one) => one.name === type)?.properties ?? {};
  return Object.fromEntries(Object.entries(seen).map(([name, shapes]) => [name, shapes.includes("text") ? "text" : (shapes[0] ?? "text")]));
}

/** What was seen of a property lately, the most frequent first. */
function useSeen(type: string, property: string): readonly string[] {
  const tenant = useTenant();
  const events = useQuery({ ...recentEventsQuery(tenant.id, type), enabled: type !== "" }).data ?? [];
  const counted = new Map<string, number>();
  for (const one of events) {
    const value = one.properties[property];
    if (typeof value === "string" && value) counted.set(value, (counted.get(value) ?? 0) + 1);
  }
  return [...counted].sort((left, right) => right[1] - left[1]).map(([value]) => value);
}

interface Props {
  readonly is: Happened;
  readonly set: (is: Happened) => void;
}

export function EventFields({ is, set }: Props) {
  const { t } = useTranslation("segments");
  const properties = useProperties(is.type);
  const taken = new Set(is.where.map((has) => has.property));
  const next = ["category", "article", ...Object.keys(properties)].find((name) => name in properties && !taken.has(name) && name !== "currency");
  const put = (place: number, has: Has): void => set({ ...is, where: is.where.map((one, at) => (at === place ? has : one)) });
  return (
    <>
      <MeasureFields is={is} set={set} properties={properties} />
      {is.where.map((has, place) => (
        <HasFields key={place} type={is.type} has={has} properties={properties} set={(one) => put(place, one)} remove={() => set({ ...is, where: is.where.filter((_, at) => at !== place) })} />
      ))}
      <WindowField window={is.window} set={(window) => set({ ...is, window })} modes={["ever", "last", "past", "between"]} />
      {next && is.where.length < 10 ? (
        <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => set({ ...is, where: [...is.where, { property: next, of: START[properties[next] ?? "text"] }] })}>
          {t("event.more")}
        </Button>
      ) : null}
    </>
  );
}

const START: Readonly<Record<Shape, PropertyTest>> = {
  text: { test: "one_of", values: [] },
  number: { test: "range", minimum: null, maximum: null },
  boolean: { test: "one_of", values: [true] },
};

type Figure = Measure["figure"] | "once";
const FIGURES: readonly Figure[] = ["once", "count", "sum", "average", "minimum", "maximum"];

function MeasureFields({ is, set, properties }: Props & { readonly properties: Readonly<Record<string, Shape>> }) {
  const { t } = useTranslation("segments");
  const told = usePropertyName();
  const numbers = Object.keys(properties).filter((name) => properties[name] === "number");
  const { figure, property } = is.measure;
  const shown: Figure = figure === "count" && is.minimum === null && is.maximum === null ? "once" : figure;
  const choose = (next: Figure): void => {
    if (next === "once") set({ ...is, measure: { figure: "count", property: null }, minimum: null, maximum: null });
    else if (next === "count") set({ ...is, measure: { figure: "count", property: null }, minimum: 2, maximum: null });
    else set({ ...is, measure: { figure: next, property: property ?? numbers[0] ?? null }, minimum: figure === "count" ? null : is.minimum, maximum: figure === "count" ? null : is.maximum });
  };
  const figures = FIGURES.filter((one) => one === "once" || one === "count" || numbers.length > 0);
  return (
    <span className={classes["part"]}>
      <Pick label={t("figure.label")} value={shown} options={figures.map((value) => ({ value, label: t(`figure.${value}`) }))} set={choose} />
      {property !== null ? (
        <Pick label={t("figure.of")} value={property} options={numbers.map((value) => ({ value, label: told(value) }))} set={(name) => set({ ...is, measure: { figure, property: name } })} />
      ) : null}
      {shown === "once" ? null : (
        <Bounds key={shown} label={t("compare.label", { name: t(`figure.${shown}`) })} minimum={is.minimum} maximum={is.maximum} set={(bounds) => set({ ...is, ...bounds })} money={property === "amount"} whole={shown === "count"} />
      )}
    </span>
  );
}

type Mode = "one_of" | "range" | "begins" | "known" | "same" | "last";
const MODES: Readonly<Record<Shape, readonly Mode[]>> = {
  text: ["one_of", "same", "last", "begins", "known"],
  number: ["range", "same", "last", "known"],
  boolean: ["one_of", "known"],
};

const modeOf = (of: PropertyTest): Mode => (of.test !== "same_as" ? of.test : of.last ? "last" : "same");

function startOf(mode: Mode, shape: Shape, type: string, property: string): PropertyTest {
  switch (mode) {
    case "same":
      return { test: "same_as", parameter: parameterFor(property), last: null };
    case "last":
      return { test: "same_as", parameter: null, last: { type, property, window: null } };
    case "begins":
      return { test: "begins", beginning: "" };
    case "known":
      return { test: "known" };
    default:
      return START[shape];
  }
}

interface HasProps {
  readonly type: string;
  readonly has: Has;
  readonly properties: Readonly<Record<string, Shape>>;
  readonly set: (has: Has) => void;
  readonly remove: () => void;
}

function HasFields({ type, has, properties, set, remove }: HasProps) {
  const { t } = useTranslation("segments");
  const told = usePropertyName();
  const shape = properties[has.property] ?? "text";
  const names = [...new Set([...Object.keys(properties), has.property])].filter((name) => name !== "currency" || name === has.property);
  const name = told(has.property);
  return (
    <span className={classes["has"]}>
      <span>{t("event.whose")}</span>
      <Pick label={t("event.property")} value={has.property} options={names.map((value) => ({ value, label: told(value) }))} set={(property) => set({ property, of: START[properties[property] ?? "text"] })} />
      <Pick label={t("test.label", { name })} value={modeOf(has.of)} options={MODES[shape].map((value) => ({ value, label: t(`has.${value}`) }))}
        set={(mode) => set({ ...has, of: startOf(mode, shape, type, has.property) })} />
      <HasTest type={type} has={has} set={(of) => set({ ...has, of })} />
      <ActionIcon size="sm" aria-label={t("event.remove", { name })} onClick={remove}>
        <IconX size={14} />
      </ActionIcon>
    </span>
  );
}

function HasTest({ type, has, set }: { readonly type: string; readonly has: Has; readonly set: (of: PropertyTest) => void }) {
  const { t } = useTranslation("segments");
  const told = usePropertyName();
  const seen = useSeen(type, has.property);
  const name = told(has.property);
  const of = has.of;
  if (of.test === "range") {
    return <Bounds label={t("compare.label", { name })} minimum={of.minimum} maximum={of.maximum} set={(bounds) => set({ ...of, ...bounds })} money={has.property === "amount"} />;
  }
  if (of.test === "begins") {
    return <TextInput aria-label={name} value={of.beginning} onChange={(event) => set({ ...of, beginning: event.currentTarget.value })} size="sm" variant="filled" placeholder={t("test.beginning")} maxLength={200} />;
  }
  if (of.test === "same_as" && of.last) return <LastFields last={of.last} set={(last) => set({ ...of, last })} />;
  if (of.test !== "one_of") return null;
  if (typeof of.values[0] === "boolean") {
    const options = [{ value: "true", label: t("yes") }, { value: "false", label: t("no") }] as const;
    return <Pick label={name} value={of.values[0] ? "true" : "false"} options={options} set={(chosen) => set({ ...of, values: [chosen === "true"] })} />;
  }
  return <Words label={name} values={of.values} set={(values) => set({ ...of, values })} known={seen} placeholder={t("test.value")} />;
}

type LastOf = Extract<PropertyTest, { readonly test: "same_as" }>["last"] & object;

/** Which last event is compared with. */
function LastFields({ last, set }: { readonly last: LastOf; readonly set: (last: LastOf) => void }) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const types = (useQuery(eventTypesQuery(tenant.id)).data ?? []).filter((one) => last.property in one.properties).map((one) => ({ value: one.name, label: one.name }));
  return <Pick label={t("event.last")} value={last.type} options={types} set={(type) => set({ ...last, type })} />;
}

/** What goes with a fact: a medium, a subject, a campaign; and when. */
export function FactFields({ is, set }: { readonly is: Fact; readonly set: (is: Fact) => void }) {
  const kind = FACT_VALUES[`${is.source}.${is.fact}`] ?? "none";
  return (
    <>
      <FactValue kind={kind} is={is} set={set} />
      <WindowField window={is.window} set={(window) => set({ ...is, window })} modes={["ever", "last", "past", "between"]} />
    </>
  );
}

const MEDIA = ["sms", "webchat", "mail", "phone", "callback"] as const;
const STARS = ["1", "2", "3", "4", "5"] as const;
const ANY = "*";

function FactValue({ kind, is, set }: { readonly kind: string; readonly is: Fact; readonly set: (is: Fact) => void }) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const campaigns = useQuery({ ...campaignNamesQuery(tenant.id), enabled: kind === "campaign" }).data ?? [];
  const put = (value: string): void => set({ ...is, value: value === ANY || value === "" ? null : value });
  const any = { value: ANY as string, label: t(`fact_value.any_${kind === "campaign" ? "campaign" : kind === "stars" ? "stars" : "medium"}`) };
  if (kind === "topic") {
    return <TextInput aria-label={t("fact_value.topic")} placeholder={t("fact_value.topic")} value={is.value ?? ""} onChange={(event) => put(event.currentTarget.value)} size="sm" variant="filled" maxLength={200} />;
  }
  const words: Readonly<Record<string, readonly { readonly value: string; readonly label: string }[]>> = {
    medium: MEDIA.map((value) => ({ value, label: t(`fact_value.media.${value}`) })),
    stars: STARS.map((value) => ({ value, label: t("fact_value.stars", { count: Number(value) }) })),
    campaign: campaigns.map((one) => ({ value: one.id, label: one.name })),
  };
  const options = words[kind];
  return options ? <Pick label={any.label} value={is.value ?? ANY} options={[any, ...options]} set={put} search={kind === "campaign"} /> : null;
}
