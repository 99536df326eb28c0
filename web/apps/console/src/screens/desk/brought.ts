/** What a company's page passed along, as lines an agent reads at a glance. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Words {
  readonly yes: string;
  readonly no: string;
  readonly number: (value: number) => string;
  readonly more: (count: number) => string;
}

const MOST_LINES = 12;

/** Each key with its lines; what holds nothing is left out. */
export function told(data: Readonly<Record<string, unknown>>, words: Words): readonly (readonly [string, readonly string[]])[] {
  return Object.entries(data as Record<string, Json>)
    .map(([key, value]) => [key, few(lines(value, words), words)] as const)
    .filter(([, shown]) => shown.length > 0);
}

function few(all: readonly string[], words: Words): readonly string[] {
  return all.length > MOST_LINES ? [...all.slice(0, MOST_LINES), words.more(all.length - MOST_LINES)] : all;
}

/** One line for a plain value; one per item of a list; one per key of an object. */
function lines(value: Json, words: Words): string[] {
  if (isList(value)) {
    const plain = value.every((one) => !isNested(one));
    const items = value.map((one) => line(one, words)).filter(Boolean);
    return plain && items.length > 0 ? [items.join(", ")] : items;
  }
  if (isNested(value)) return entries(value).map(([key, one]) => named(key, line(one, words))).filter(Boolean);
  return [line(value, words)].filter(Boolean);
}

/** On one line: an object as its values, which say most of what it is. */
function line(value: Json, words: Words): string {
  if (value === null) return "";
  if (typeof value === "string") return value.trim();
  if (typeof value === "number") return words.number(value);
  if (typeof value === "boolean") return value ? words.yes : words.no;
  const parts = isList(value) ? value.map((one) => line(one, words)) : entries(value).map(([key, one]) => (isWord(one) ? line(one, words) : named(key, line(one, words))));
  return parts.filter(Boolean).join(" · ");
}

/** A number or a yes needs its name beside it; a word tells by itself. */
const isWord = (value: Json): boolean => typeof value === "string";

const named = (key: string, text: string): string => (text ? `${key} ${text}` : "");

const entries = (value: Json): [string, Json][] => Object.entries(value as Record<string, Json>);

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const isNested = (value: Json): boolean => typeof value === "object" && value !== null;
