import tables from "./gsm7.tables.json";

/**
 * The browser's twin of `protocols/gsm7`: what a text costs while somebody types it. The tables are
 * generated from the server's, and tests compare its answers with the server's. Places are in
 * characters as people count them (code points), as the server's are.
 */
export type Encoding = "gsm7" | "ucs2";

export interface Offender {
  readonly at: number;
  readonly character: string;
}

export interface Count {
  readonly encoding: Encoding;
  /** Septets, or units of UTF-16. */
  readonly units: number;
  readonly parts: number;
  /** Units that still fit into the last part. */
  readonly room: number;
  readonly perPart: number;
  /** The characters that make it dear: the first of them. */
  readonly dear: readonly Offender[];
}

/** One replacement: `before` stands at `at` in the dear text. */
export interface Change {
  readonly at: number;
  readonly before: string;
  readonly after: string;
}

export interface Economy {
  readonly changes: readonly Change[];
  /** Characters for which nothing is offered: with one of them, nothing is saved. */
  readonly left: readonly Offender[];
}

/** The characters of a text, by code points: what both sides count places in. */
const points = (text: string): string[] => Array.from(text);

const ESCAPE = 0x1b;
const MOST_NAMED = 20;
const ECONOMY: Readonly<Record<string, string>> = tables.economy;

const SEPTETS = new Map<string, 1 | 2>([
  ...points(tables.extension).map((character) => [character, 2] as const),
  ...points(tables.basic).flatMap((character, code) => (code === ESCAPE ? [] : [[character, 1] as const])),
]);

const isCheap = (text: string): boolean => points(text).every((character) => SEPTETS.has(character));

/** Counts a text as it will be charged. */
export function count(text: string): Count {
  const characters = points(text);
  const encoding: Encoding = characters.every((character) => SEPTETS.has(character)) ? "gsm7" : "ucs2";
  const costs = characters.map((character) => (encoding === "gsm7" ? (SEPTETS.get(character) ?? 0) : character.length));
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  const [alone = 0, several = 0] = tables.capacity[encoding];
  const dear = encoding === "gsm7" ? [] : offenders(characters, MOST_NAMED);
  if (units <= alone) return { encoding, units, parts: 1, room: alone - units, perPart: alone, dear };
  const { parts, room } = cut(costs, several);
  return { encoding, units, parts, room, perPart: several, dear };
}

/** A cut never falls inside a character. */
function cut(costs: readonly number[], size: number): { readonly parts: number; readonly room: number } {
  let parts = 1;
  let room = size;
  for (const cost of costs) {
    if (cost > room) {
      parts += 1;
      room = size;
    }
    room -= cost;
  }
  return { parts, room };
}

function offenders(characters: readonly string[], most: number): Offender[] {
  const found: Offender[] = [];
  for (const [at, character] of characters.entries()) {
    if (found.length >= most) break;
    if (!SEPTETS.has(character)) found.push({ at, character });
  }
  return found;
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const PAIRS = Object.keys(ECONOMY).filter((key) => points(key).length > 1);
const DEAR = new RegExp(`${PAIRS.map(literally).join("|")}|.[\\u0300-\\u036f]*`, "gsu");
/** U+034F has no place above or below a letter, so that it does not come off. */
const MARKS = /(?!\u034f)\p{Mn}/u;

/** What could be replaced so that the text is written in septets. A cheap text has no changes. */
export function economise(text: string): Economy {
  const characters = points(text);
  if (isCheap(text)) return { changes: [], left: [] };
  const changes: Change[] = [];
  let at = 0;
  for (const [before] of text.matchAll(DEAR)) {
    const after = cheaper(before);
    if (after !== null) changes.push({ at, before, after });
    at += points(before).length;
  }
  const taken = new Set(changes.flatMap((one) => points(one.before).map((_, place) => one.at + place)));
  const left = offenders(characters, characters.length).filter((one) => !taken.has(one.at));
  return { changes, left: left.slice(0, MOST_NAMED) };
}

function cheaper(before: string): string | null {
  if (isCheap(before)) return null;
  const known = ECONOMY[before];
  if (known !== undefined) return known;
  const composed = before.normalize("NFC");
  if (isCheap(composed)) return composed;
  const apart = points(before.normalize("NFKD")).filter((character) => !MARKS.test(character));
  const bare = apart.map((character) => ECONOMY[character] ?? character).join("");
  return bare && isCheap(bare) ? bare : null;
}

/** The dear text with these changes made. */
export function apply(text: string, changes: readonly Change[]): string {
  const characters = points(text);
  let place = 0;
  let made = "";
  for (const { at, before, after } of inOrder(changes)) {
    made += characters.slice(place, at).join("") + after;
    place = at + points(before).length;
  }
  return made + characters.slice(place).join("");
}

/** The dear text again, from the cheaper one and the changes that were made. */
export function revert(text: string, changes: readonly Change[]): string {
  let shift = 0;
  const turned = inOrder(changes).map(({ at, before, after }) => {
    const back = { at: at + shift, before: after, after: before };
    shift += points(after).length - points(before).length;
    return back;
  });
  return apply(text, turned);
}

function inOrder(changes: readonly Change[]): Change[] {
  return [...changes].sort((left, right) => left.at - right.at);
}
