import type { Cause, Check, Trigger, TriggerLimits } from "../../../data/automatic.ts";
import type { Form } from "../draft.ts";
import { filled, plainName, variablesOf, type Variable } from "../variables.ts";

export type Kind = Cause["kind"];
export const KINDS: readonly Kind[] = ["event", "before", "again", "call"];

/** What sets a text off and what holds it back, as it stands on the screen. */
export interface Plan {
  readonly kind: Kind;
  /** The type of event; empty: none chosen yet. */
  readonly type: string;
  readonly where: readonly { readonly property: string; readonly value: string }[];
  /** Which property says when the appointment is. */
  readonly property: string;
  readonly reference: string;
  readonly ahead: "days" | "hours";
  readonly days: number;
  readonly hours: number;
  /** `HH:MM`, on the company's clock. */
  readonly at: string;
  readonly cancelledBy: string;
  readonly every: "day" | "week" | "month";
  readonly weekday: number;
  readonly day: number;
  /** At that hour where each person is. */
  readonly local: boolean;
  /** What the company's own page or button says each time. */
  readonly names: readonly string[];
  readonly texts: number | null;
  readonly within: number;
  readonly recipients: number | null;
  readonly pauseMinutes: number | null;
}

const A_DAY = 24 * 60;
const MINUTES = 60;

export const NEW_PLAN: Plan = {
  kind: "event", type: "", where: [], property: "starts_at", reference: "reference", ahead: "days", days: 1, hours: 2, at: "18:00", cancelledBy: "",
  every: "week", weekday: 4, day: 1, local: false, names: ["article"], texts: 1, within: 1, recipients: null, pauseMinutes: null,
};

/** A campaign that is to go again and again: at the hour that was chosen for it once, if one was. */
export function againFrom({ when, at }: Pick<Form, "when" | "at">): Plan {
  const again: Plan = { ...NEW_PLAN, kind: "again", ...limitsFor("again") };
  if (when === "now" || at === "") return again;
  const day = new Date(`${at.slice(0, 10)}T00:00:00Z`);
  return { ...again, at: at.slice(11, 16), weekday: (day.getUTCDay() + 6) % 7, day: day.getUTCDate(), local: when === "local" };
}

/** What is sensible where nobody chose: one text a day to one person, an hour between two presses of a button. */
export function limitsFor(kind: Kind): Pick<Plan, "texts" | "within" | "recipients" | "pauseMinutes"> {
  const none = { texts: null, within: 1, recipients: null, pauseMinutes: null };
  if (kind === "event") return { ...none, texts: 1 };
  return kind === "call" ? { ...none, recipients: 1_000, pauseMinutes: MINUTES } : none;
}

/** It is for the one person something happened to. */
export const isPersonal = (kind: Kind): boolean => kind === "event" || kind === "before";

/** It says everything that sets it off. */
export function isSet(plan: Plan): boolean {
  if (isPersonal(plan.kind) && plan.type.trim() === "") return false;
  if (plan.kind === "before") return plan.ahead === "hours" ? plan.hours > 0 : plan.at !== "";
  return plan.kind !== "again" || plan.at !== "";
}

/** A value as the company's systems tell it. */
export function checkOf(typed: string, shape: string): Check {
  const text = typed.trim();
  if (shape === "boolean") return text === "true";
  return shape === "number" && text !== "" && Number.isFinite(Number(text.replace(",", "."))) ? Number(text.replace(",", ".")) : text;
}

type Shapes = Readonly<Record<string, readonly string[]>>;

function whereOf(plan: Plan, shapes: Shapes): Readonly<Record<string, Check>> {
  const told = plan.where.filter((one) => one.property !== "" && one.value.trim() !== "");
  return Object.fromEntries(told.map(({ property, value }) => [property, checkOf(value, shapes[property]?.includes("text") ? "text" : (shapes[property]?.[0] ?? "text"))]));
}

/** As the server keeps it. */
export function causeOf(plan: Plan, shapes: Shapes): Cause {
  const seconds = `${plan.at}:00`;
  switch (plan.kind) {
    case "call":
      return { kind: "call" };
    case "event":
      return { kind: "event", type: plan.type.trim(), where: whereOf(plan, shapes) };
    case "before": {
      const far = plan.ahead === "days";
      return {
        kind: "before", type: plan.type.trim(), where: whereOf(plan, shapes), property: plan.property, reference: plan.reference,
        minutes: far ? null : Math.round(plan.hours * MINUTES), days: far ? plan.days : null, at: far ? seconds : null, cancelled_by: plan.cancelledBy.trim() || null,
      };
    }
    case "again":
      return { kind: "again", every: plan.every, weekday: plan.weekday, day: plan.day, at: seconds, local: plan.local };
  }
}

export function limitsOf(plan: Plan): TriggerLimits {
  return { recipients: plan.recipients, pause_minutes: plan.pauseMinutes, texts: isPersonal(plan.kind) ? plan.texts : null, days: plan.within };
}

/** A kept one, to be changed. */
export function planOf({ when, limits }: Pick<Trigger, "when" | "limits">, names: readonly string[]): Plan {
  const shared: Plan = { ...NEW_PLAN, kind: when.kind, names, texts: limits.texts, within: limits.days, recipients: limits.recipients, pauseMinutes: limits.pause_minutes };
  switch (when.kind) {
    case "call":
      return shared;
    case "event":
      return { ...shared, type: when.type, where: checksOf(when.where) };
    case "before":
      return {
        ...shared, type: when.type, where: checksOf(when.where), property: when.property, reference: when.reference, cancelledBy: when.cancelled_by ?? "",
        ahead: when.minutes === null ? "days" : "hours", hours: (when.minutes ?? NEW_PLAN.hours * MINUTES) / MINUTES, days: when.days ?? NEW_PLAN.days, at: (when.at ?? NEW_PLAN.at).slice(0, 5),
      };
    case "again":
      return { ...shared, every: when.every, weekday: when.weekday, day: when.day, at: when.at.slice(0, 5), local: when.local };
  }
}

const checksOf = (where: Readonly<Record<string, Check>>): Plan["where"] => Object.entries(where).map(([property, value]) => ({ property, value: String(value) }));

export interface Seen {
  /** Properties of the type of event, as they are named. */
  readonly properties: readonly string[];
  /** What they said last, to show the text as somebody gets it. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * What the text may speak of beside the person, with an example of each: what the event says, or
 * what the button says. Of an event only what the text names, so that nothing else is asked for.
 */
export function parametersOf(plan: Plan, text: string, seen: Seen, kept: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (plan.kind === "again") return kept;
  if (plan.kind === "call") return Object.fromEntries(plan.names.map((name) => [plainName(name), kept[plainName(name)] ?? name]));
  const named = new Set(variablesOf(text).map((one) => plainName(one.name)));
  const told = namesOf(plan, seen).map((name) => [plainName(name), seen.values[name] ?? kept[plainName(name)] ?? name] as const);
  return Object.fromEntries([...Object.entries(kept), ...told].filter(([name]) => named.has(name)));
}

/** What an event says of itself; when an appointment is, it always says. */
const namesOf = (plan: Plan, seen: Seen): readonly string[] => [...new Set([...(plan.kind === "before" ? [plan.property] : []), ...seen.properties])];

/** The names a text can say beside those of the person. */
export function variablesFor(plan: Plan, seen: Seen): readonly Variable[] {
  const names = plan.kind === "call" ? plan.names : isPersonal(plan.kind) ? namesOf(plan, seen) : [];
  return names.map((name) => ({ name: plainName(name), fallback: null })).filter((one) => one.name !== "");
}

/** A text in a line: dots stand where each time says something else, a word where a link is. */
export const inShort = (text: string, parameters: Readonly<Record<string, string>>, link: string): string =>
  filled(text, new Map(Object.keys(parameters).map((name) => [name, "…"])), link).trim();

/** A length of time in the unit it is whole in. */
export function unitOfMinutes(minutes: number): { readonly unit: "minute" | "hour" | "day"; readonly count: number } {
  if (minutes % A_DAY === 0) return { unit: "day", count: minutes / A_DAY };
  return minutes % MINUTES === 0 ? { unit: "hour", count: minutes / MINUTES } : { unit: "minute", count: minutes };
}
