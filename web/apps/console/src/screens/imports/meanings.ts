import type { AttributeDefinition } from "@guichet/api";
import type { ImportKind, Mapping } from "../../data/imports.ts";

/** What a column can mean. */

export const OF_CONTACTS = [
  "name", "first_name", "last_name", "phone", "email", "external_id", "language", "tags",
  "birth_date", "sex", "postcode", "commune", "longitude", "latitude", "consent_date",
] as const;
export const OF_EVENTS = ["phone", "email", "external_id", "event_id", "event_type", "event_at", "article", "category", "amount", "currency", "place"] as const;
export const NEW_FIELDS = ["text", "number", "date", "boolean", "money"] as const;

export interface MeaningGroup {
  readonly group: "person" | "fields" | "new" | "event" | "none";
  readonly items: readonly { readonly value: string; readonly said: string; readonly own?: string }[];
}

/** Of the fields Guichet itself understands only those the company has not defined under a name of its own. */
export function meaningsOf(kind: ImportKind, attributes: readonly AttributeDefinition[], language: "fr" | "en", column: { readonly name: string; readonly meaning: string }): readonly MeaningGroup[] {
  const none: MeaningGroup = { group: "none", items: [{ value: "ignore", said: "ignore" }] };
  if (kind === "events") {
    const property = column.meaning.startsWith("property:") ? column.meaning : `property:${column.name.slice(0, 60)}`;
    return [
      none,
      { group: "event", items: OF_EVENTS.map((value) => ({ value, said: value })) },
      { group: "new", items: [{ value: property, said: "property", own: property.slice("property:".length) }] },
    ];
  }
  const own = attributes.map((one) => ({ value: `attribute:${one.key}`, said: "attribute", own: one.label[language] }));
  return [
    none,
    { group: "person", items: OF_CONTACTS.map((value) => ({ value, said: value })) },
    ...(own.length > 0 ? [{ group: "fields" as const, items: own }] : []),
    { group: "new", items: NEW_FIELDS.map((type) => ({ value: `new_attribute:${type}`, said: `new_${type}` })) },
  ];
}

/** What keeps an import from starting, seen from here; the server has the last word. */
export type Lack = "nobody" | "source" | "date" | "event_type";

export function lacks(kind: ImportKind, plan: Mapping): readonly Lack[] {
  const has = (meaning: string): boolean => plan.columns.includes(meaning);
  const checks: readonly (readonly [Lack, boolean])[] = [
    ["nobody", !["phone", "email", "external_id"].some(has)],
    ["source", plan.consent?.source.trim() === ""],
    ["date", plan.consent?.purpose === "marketing" && plan.consent.date === null && !has("consent_date")],
    ["event_type", kind === "events" && !has("event_type") && !plan.event_type?.trim()],
  ];
  return checks.flatMap(([lack, lacking]) => (lacking ? [lack] : []));
}

/** Of what was changed what the server can take; an agreement waits until where and when are told. */
export function sendable(plan: Mapping, part: Partial<Mapping>): { readonly now: Partial<Mapping>; readonly later: Partial<Mapping> | null } {
  const unproved = lacks("contacts", plan).some((lack) => lack === "source" || lack === "date");
  if (!part.consent || !unproved) return { now: part, later: null };
  const now = Object.fromEntries(Object.entries(part).filter(([name]) => name !== "consent")) as Partial<Mapping>;
  return { now, later: { consent: part.consent } };
}

/** Puts a meaning on a column; what only one column can mean is taken from the other. */
export function withMeaning(columns: readonly string[], place: number, meaning: string): readonly string[] {
  const several = ["phone", "email", "tags", "ignore"].includes(meaning) || meaning.startsWith("new_attribute:");
  return columns.map((one, at) => (at === place ? meaning : !several && one === meaning ? "ignore" : one));
}

/** Bytes as people read them. */
export function bytes(size: number, language: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(units.length - 1, Math.max(1, Math.floor(Math.log(Math.max(size, 1)) / Math.log(1000))));
  return new Intl.NumberFormat(language, { style: "unit", unit: units[step] ?? "byte", unitDisplay: "short", maximumFractionDigits: 1 }).format(size / 1000 ** step);
}
