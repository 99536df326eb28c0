import type { Audience, Campaign, CampaignBody, PaceKind, Selection, Wording } from "../../data/campaigns.ts";
import { instantIn } from "../texts/draft.ts";

/** A campaign as it is written on the screen. */
export interface Form {
  readonly name: string;
  /** `null` while nobody answered the first question: the screen proposes. */
  readonly answerable: boolean | null;
  /** A name or a number; empty: the operator's own. `null` while nobody chose. */
  readonly sender: string | null;
  readonly text: string;
  readonly purpose: Wording["purpose"];
  readonly consent: Wording["consent"];
  readonly economical: boolean;
  readonly codes: Wording["codes"];
  readonly everybody: boolean;
  readonly people: Selection;
  readonly minus: Selection;
  readonly parameters: Audience["parameters"];
  readonly conditions: Audience["conditions"];
  /** Of a hundred, how many are held back at random; zero: nobody. */
  readonly control: number;
  readonly when: "now" | "at" | "local";
  /** Times as `YYYY-MM-DDTHH:MM`, on the wall of the company; empty: none yet. */
  readonly at: string;
  readonly pace: PaceKind;
  readonly perMinute: number;
  readonly endBy: string;
  readonly endsAt: string;
  /** In the company's currency. */
  readonly cap: number | null;
  readonly tags: readonly string[];
}

export const NOBODY: Selection = { segments: [], lists: [], numbers: [] };
/** A pace a small team keeps up with; only proposed. */
const PER_MINUTE = 60;

export const EMPTY: Form = {
  name: "", answerable: null, sender: null, text: "", purpose: "marketing", consent: "none", economical: false, codes: "made", everybody: false,
  people: NOBODY, minus: NOBODY, parameters: {}, conditions: [], control: 0, when: "now", at: "", pace: "none", perMinute: PER_MINUTE, endBy: "",
  endsAt: "", cap: null, tags: [],
};

/** What the screen proposes where nobody chose. */
export interface Proposed {
  readonly answerable: boolean;
  readonly sender: string;
  readonly name: string;
}

const LONGEST_NAME = 60;

/** A name for a text that has none: its first words. */
export function nameFrom(text: string, otherwise: string): string {
  const words = text.replaceAll(/\{([^{}|]*\|)?([^{}]*)\}/gu, "$2").replaceAll(/\s+/gu, " ").trim();
  if (words === "") return otherwise;
  if (words.length <= LONGEST_NAME) return words;
  const cut = words.slice(0, LONGEST_NAME - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), LONGEST_NAME / 2)).trimEnd()}…`;
}

const isAsked = (form: Form): boolean =>
  form.everybody || [form.people.lists, form.people.segments, form.people.numbers, form.conditions].some((some) => some.length > 0);

/** There is something worth keeping. */
export const isBegun = (form: Form): boolean => form.text.trim() !== "" || isAsked(form) || form.name.trim() !== "";

/** It says to whom and what, and when where that is asked. */
export function isWhole(form: Form): boolean {
  const timed = form.when === "now" || form.at !== "";
  return isAsked(form) && form.text.trim() !== "" && timed && (form.when === "local" || form.pace !== "end_by" || form.endBy !== "") && (form.purpose !== "marketing" || form.consent !== "none");
}

/** The pace that can be kept: none by everybody's own clock, none by the team where nobody answers. */
export function paceOf(form: Pick<Form, "pace" | "when">, answerable: boolean): PaceKind {
  return form.when === "local" || (form.pace === "agents" && !answerable) ? "none" : form.pace;
}

/** What the server keeps. */
export function bodyOf(form: Form, proposed: Proposed, zone: string, currency: string): CampaignBody {
  const at = (wall: string): string | null => (wall === "" ? null : instantIn(zone, wall));
  const answerable = form.answerable ?? proposed.answerable;
  const pace = paceOf(form, answerable);
  return {
    name: form.name.trim() || proposed.name,
    wording: {
      sender: (form.sender ?? proposed.sender) || null,
      answerable,
      text: form.text,
      purpose: form.purpose,
      consent: form.purpose === "marketing" ? form.consent : "none",
      encoding: "auto",
      economical: form.economical,
      codes: form.codes,
    },
    audience: { everybody: form.everybody, conditions: form.conditions, ...form.people, minus: form.minus, parameters: form.parameters, control: form.control },
    timing: {
      at: form.when === "now" ? null : at(form.at),
      local: form.when === "local",
      pace: { kind: pace, per_minute: pace === "rate" ? form.perMinute : null, by: pace === "end_by" ? at(form.endBy) : null },
    },
    offer_ends_at: at(form.endsAt),
    spend_cap: form.cap === null ? null : { amount: form.cap.toFixed(2), currency },
    tags: form.tags,
  };
}

/** An instant as the wall of `zone` shows it. */
export function wallIn(zone: string, instant: string | null): string {
  if (instant === null) return "";
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(new Date(instant));
  const part = (name: string): string => parts.find((one) => one.type === name)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** A kept campaign, to be written on. */
export function formOf({ name, wording, audience, timing, offer_ends_at, spend_cap, tags }: CampaignBody, zone: string): Form {
  return {
    name,
    answerable: wording.answerable,
    sender: wording.sender ?? "",
    text: wording.text,
    purpose: wording.purpose,
    consent: wording.consent,
    economical: wording.economical,
    codes: wording.codes,
    everybody: audience.everybody,
    people: { segments: audience.segments, lists: audience.lists, numbers: audience.numbers },
    minus: audience.minus,
    parameters: audience.parameters,
    conditions: audience.conditions,
    control: audience.control,
    when: timing.at === null ? "now" : timing.local ? "local" : "at",
    at: wallIn(zone, timing.at),
    pace: timing.pace.kind,
    perMinute: timing.pace.per_minute ?? PER_MINUTE,
    endBy: wallIn(zone, timing.pace.by),
    endsAt: wallIn(zone, offer_ends_at),
    cap: spend_cap === null ? null : Number(spend_cap.amount),
    tags,
  };
}

export const isOver = (campaign: Pick<Campaign, "state">): boolean => campaign.state === "done" || campaign.state === "cancelled";
