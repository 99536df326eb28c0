import type { Ability, CarrierRoute, LinkKind, RouteDraft } from "../../../data/carriers.ts";
import { fieldsOf, startValues, valuesToSend, type Field, type Values } from "../../../kit/schemaForm.ts";
import type { Language } from "@guichet/api";

/** The settings of a kind of link, in the groups they are thought of in. What is not named here stands last. */
const SECTIONS = {
  account: ["host", "port", "tls", "system_id", "password", "system_type", "mode", "address", "method", "account", "secret", "user"],
  speed: ["window", "rate", "at_a_time", "enquire", "answer_within"],
  senders: ["sender", "plus", "named", "short", "international"],
  texts: ["charset", "plain_coding", "ucs2_coding", "concatenation", "reference_bits", "national", "most_parts", "sends", "headers", "body"],
  receipts: ["answer_ids", "receipt_ids", "intermediate", "zone", "states", "errors", "answer", "receipt", "text"],
} as const;

export type SectionName = keyof typeof SECTIONS | "more";

export interface Section {
  readonly name: SectionName;
  readonly fields: readonly Field[];
}

/** The fields of a kind's settings, by section. Pure. */
export function sectionsOf(fields: readonly Field[]): readonly Section[] {
  const named = (Object.entries(SECTIONS) as [SectionName, readonly string[]][]).map(([name, names]) => ({
    name,
    fields: names.flatMap((wanted) => fields.filter((field) => field.name === wanted)),
  }));
  const known = new Set(named.flatMap((section) => section.fields.map((field) => field.name)));
  const more = fields.filter((field) => !known.has(field.name));
  return [...named, { name: "more" as const, fields: more }].filter((section) => section.fields.length > 0);
}

export const fieldsOfKind = (kind: LinkKind, language: Language): Field[] => fieldsOf(kind.settings_schema, language);

/** What is edited of a route besides the settings of its link. */
export interface RouteValues extends Record<string, unknown> {
  readonly route_title: string;
  readonly route_binds: number | string;
  readonly route_prefixes: readonly string[];
  readonly route_quota: number | string;
  readonly route_costs: string | null;
  readonly route_abilities: readonly AbilityRow[];
}

export interface AbilityRow extends Ability {
  readonly place: string;
}

export const EVERYWHERE = "*";
export const ANYTHING: Ability = { answerable: true, stop_by_reply: true, named_senders: true, concatenation: true };

const NEW: RouteDraft = { title: "", settings: {}, binds: 1, enabled: true, prefixes: [], abilities: {}, cost_list_id: null, day_quota: null };

export function valuesOf(route: RouteDraft | null, fields: readonly Field[], settings: Values): RouteValues {
  const { title, binds, prefixes, day_quota, cost_list_id, abilities } = route ?? NEW;
  return {
    ...startValues(fields, settings),
    route_title: title,
    route_binds: binds,
    route_prefixes: prefixes ?? [],
    route_quota: day_quota ?? "",
    route_costs: cost_list_id ?? null,
    route_abilities: Object.entries(abilities ?? {}).map(([place, able]) => ({ place, ...able })),
  };
}

const digits = (prefix: string): string => prefix.replaceAll(/\D/g, "").replace(/^00/, "");

/** What the values say, as the server takes it. Pure. */
export function draftFrom(values: RouteValues, fields: readonly Field[], enabled: boolean): RouteDraft {
  return {
    title: values.route_title.trim(),
    binds: Number(values.route_binds),
    enabled,
    prefixes: values.route_prefixes.map(digits).filter(Boolean),
    day_quota: values.route_quota === "" ? null : Number(values.route_quota),
    cost_list_id: values.route_costs,
    abilities: Object.fromEntries(values.route_abilities.map(({ place, ...able }) => [place, able])),
    settings: valuesToSend(fields, values),
  };
}

export const settingsOf = (route: CarrierRoute): Values => route.settings;
