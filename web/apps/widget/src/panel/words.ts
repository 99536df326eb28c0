// A translator of a few lines: keys, blanks, and the browser's own knowledge of dates.
import type en from "../texts/en.json";
import type { Language } from "../site.ts";

export type Key = keyof typeof en;
type Texts = Record<Key, string>;
export type Say = (key: Key, blanks?: Record<string, string | number>) => string;

/** A browser fetches one language. */
export async function speak(language: Language): Promise<Say> {
  const { default: texts } = await (language === "fr" ? import("../texts/fr.json") : import("../texts/en.json"));
  return translator(texts);
}

export function translator(texts: Texts): Say {
  return (key, blanks = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name: string) => String(blanks[name] ?? ""));
}

const DAY = 86_400_000;

const startOfDay = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

/** As the visitor writes dates in this language, British or American. */
const localeOf = (language: Language) => navigator.languages.find((one) => one.startsWith(language)) ?? language;

const format = (language: Language, how: Intl.DateTimeFormatOptions, at: Date) => new Intl.DateTimeFormat(localeOf(language), how).format(at);

/** The name of a day, as one says it now. */
export function dayName(at: Date, now: Date, language: Language, say: Say): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY);
  if (days === 0) return say("today");
  if (days === 1) return say("yesterday");
  if (days === -1) return say("tomorrow");
  return format(language, { weekday: "long", day: "numeric", month: "long" }, at);
}

export const timeName = (at: Date, language: Language) => format(language, { hour: "2-digit", minute: "2-digit" }, at);

/** When it opens, by the visitor's own clock. */
export function openingName(opensAt: string, now: Date, language: Language, say: Say): string {
  const at = new Date(opensAt);
  const day = dayName(at, now, language, say);
  return say("opens", { day: day.slice(0, 1).toLowerCase() + day.slice(1), time: timeName(at, language) });
}

/** An announced wait in plain words: whole minutes, never finer than it is known. */
export function waitName([low, high]: readonly [number, number], say: Say): string {
  const most = Math.max(1, Math.ceil(high / 60));
  const least = Math.min(Math.floor(low / 60), most);
  if (most === 1) return say("wait_short");
  if (least < 1) return say("wait_most", { most });
  return least === most ? say("wait_about", { most }) : say("wait_between", { least, most });
}

/** Why it was not taken, and from when on it would be. */
export function refusalName({ code, until }: { code: string | null; until?: number }, language: Language, say: Say): string {
  const why = code === "too_many_from_your_network" ? "too_many_near" : code === "too_many_on_this_site" ? "too_many_here" : null;
  if (why && until) return `${say(why)} ${say("again_at", { time: timeName(new Date(until), language) })}`;
  return say(why ?? (code === "too_many" ? "too_many" : "failed"));
}

const ORDINALS = new Intl.PluralRules("en", { type: "ordinal" });
const ENDINGS: Partial<Record<Intl.LDMLPluralRule, string>> = { one: "st", two: "nd", few: "rd" };

/** 1st, 2nd, 3rd; 1er, 2e, 3e. */
export function ordinal(number: number, language: Language): string {
  const ending = language === "fr" ? (number === 1 ? "er" : "e") : (ENDINGS[ORDINALS.select(number)] ?? "th");
  return `${number}${ending}`;
}

export function sizeName(bytes: number, language: Language): string {
  const [value, unit] = bytes < 1_000_000 ? [Math.ceil(bytes / 1000), "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}
