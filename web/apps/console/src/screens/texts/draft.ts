import type { Sending } from "../../data/texts.ts";

/** Somebody a text goes to. */
export interface Person {
  /** As it was typed, or from a contact's card. */
  readonly to: string;
  readonly name: string | null;
}

export interface Draft {
  readonly people: readonly Person[];
  /** A name or a number; empty: the operator's own. `null` while nobody chose. */
  readonly sender: string | null;
  readonly text: string;
  readonly purpose: "service" | "marketing";
  readonly consent: "none" | "optin" | "soft";
  readonly later: boolean;
  /** `YYYY-MM-DDTHH:MM`, on the wall of the company. */
  readonly at: string;
}

export const EMPTY: Draft = { people: [], sender: null, text: "", purpose: "service", consent: "none", later: false, at: "" };
/** As the server takes at once. */
export const MOST = 1_000;
/** Seconds in which what was sent can be taken back. */
export const UNDO_SECONDS = 10;
const DIGITS = 3;

const nameOf = (tenant: string): string => `guichet.text-draft.${tenant}`;

export function keptDraft(tenant: string): Draft {
  const kept = sessionStorage.getItem(nameOf(tenant));
  return kept ? { ...EMPTY, ...(JSON.parse(kept) as Partial<Draft>) } : EMPTY;
}

export function keepDraft(tenant: string, draft: Draft | null): void {
  if (draft) sessionStorage.setItem(nameOf(tenant), JSON.stringify(draft));
  else sessionStorage.removeItem(nameOf(tenant));
}

const digits = (to: string): string => to.replaceAll(/\D/g, "");

export const isNumber = (typed: string): boolean => /^[+(\d][\d\s().-]*$/.test(typed.trim()) && digits(typed).length >= DIGITS;

/** The numbers in what was pasted: a column of a sheet, a line with commas. */
export function numbersIn(pasted: string): readonly string[] {
  return pasted.split(/[\n\r\t;,]+/).map((one) => one.trim()).filter(isNumber);
}

/** Nobody twice, and no more than can be sent at once. */
export function withPeople(people: readonly Person[], more: readonly Person[]): readonly Person[] {
  const known = new Map([...people, ...more].reverse().map((one) => [digits(one.to), one]));
  return [...known.values()].reverse().slice(0, MOST);
}

/** When a time on the wall of `zone` is: found by looking at what the wall shows. */
export function instantIn(zone: string, wall: string): string {
  const wanted = Date.parse(`${wall}Z`);
  const shown = (at: number): number => {
    const parts = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    }).formatToParts(at);
    const part = (name: string): string => parts.find((one) => one.type === name)?.value ?? "";
    return Date.parse(`${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}Z`);
  };
  const guess = wanted - (shown(wanted) - wanted);
  return new Date(guess - (shown(guess) - wanted)).toISOString();
}

/** What is asked of the server; `null` while something is missing. */
export function bodyOf(draft: Draft, sender: string, zone: string): Sending | null {
  if (draft.people.length === 0 || !draft.text.trim()) return null;
  return {
    text: draft.text,
    purpose: draft.purpose,
    sender: sender || null,
    consent: draft.purpose === "marketing" ? draft.consent : "none",
    send_at: draft.later && draft.at ? instantIn(zone, draft.at) : null,
    recipients: draft.people.map((one) => ({ to: one.to, values: {}, reference: null })),
    encoding: "auto",
    flash: false,
    tags: [],
    undo_seconds: UNDO_SECONDS,
    expires_at: null,
  };
}
