// A translator of a few lines: keys, blanks, and the browser's own knowledge of dates.
import en from "../texts/en.json";
import fr from "../texts/fr.json";
import type { Language } from "../site.ts";

export type Key = keyof typeof en;
export type Say = (key: Key, blanks?: Record<string, string>) => string;

const TEXTS: Record<Language, Record<Key, string>> = { en, fr };

export function translator(language: Language): Say {
  return (key, blanks = {}) =>
    TEXTS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => blanks[name] ?? "");
}

const DAY = 86_400_000;

const startOfDay = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

/** The name of a message's day, as one says it now. */
export function dayName(at: Date, now: Date, language: Language, say: Say): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY);
  if (days === 0) return say("today");
  if (days === 1) return say("yesterday");
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(at);
}

export function timeName(at: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(at);
}
