/**
 * What differs from person to person in a text: `{first name|dear customer}`, a name and what
 * stands there for somebody of whom it is not known; `{link:https://…}`, an address that is
 * shortened and counted. The server reads and fills them in (`campaigns/templates`); here they are
 * inserted, counted and shown before it answers.
 */
export interface Variable {
  readonly name: string;
  readonly fallback: string | null;
}

const PLACES = /\\([{}|\\])|( ?)(?:\{\{([^{}]*)\}\}|\{([^{}]*)\})/gu;
const LINK = /^\s*(?:link|lien)\s*:/iu;
/** As long as a short link is, for the count. */
export const LINK_LENGTH = 24;

/** How names are compared: `Date de naissance` and `date_de_naissance` are one. */
export const plainName = (written: string): string =>
  written.trim().normalize("NFKD").toLowerCase().replaceAll(/\p{M}/gu, "").replaceAll("œ", "oe").replaceAll("æ", "ae").replaceAll(/[^a-z0-9]+/gu, "_")
    .replaceAll(/^_+|_+$/gu, "");

function taken(inside: string): Variable {
  const [name = "", ...rest] = inside.split("|");
  return { name: name.trim(), fallback: rest.length > 0 ? rest.join("|").trim() : null };
}

/** Every variable of a text, once each, as it was first written. */
export function variablesOf(text: string): readonly Variable[] {
  const found = new Map<string, Variable>();
  for (const [, escaped, , twice, once] of text.matchAll(PLACES)) {
    const inside = twice ?? once ?? "";
    if (escaped || LINK.test(inside)) continue;
    const one = taken(inside);
    if (!found.has(plainName(one.name))) found.set(plainName(one.name), one);
  }
  return [...found.values()];
}

type Values = ReadonlyMap<string, string>;

/** The text as somebody gets it of whom these values are known, by plain names; `link` stands for short links. */
export function filled(text: string, values: Values = new Map(), link = "x".repeat(LINK_LENGTH)): string {
  return text.replaceAll(PLACES, (_, escaped: string | undefined, space: string | undefined, twice: string | undefined, once: string | undefined) => {
    if (escaped) return escaped;
    const inside = twice ?? once ?? "";
    if (LINK.test(inside)) return `${space ?? ""}${link}`;
    const { name, fallback } = taken(inside);
    const said = values.get(plainName(name)) ?? fallback ?? "";
    return said === "" ? "" : `${space ?? ""}${said}`;
  });
}

/** The text of a campaign as it is shown where nobody in particular gets it: with what the campaign is about. */
export const shownText = (text: string, about: Readonly<Record<string, unknown>>, link: string): string =>
  filled(text, new Map(Object.entries(about).map(([name, value]) => [plainName(name), String(value)])), link);

export interface Insertion {
  readonly text: string;
  /** Where what stands instead is, so that it can be typed over at once. */
  readonly from: number;
  readonly to: number;
}

/** Puts a variable where the caret is, in place of what is selected. */
export function inserted(text: string, from: number, to: number, { name, fallback }: Variable): Insertion {
  const written = fallback === null ? `{${name}}` : `{${name}|${fallback}}`;
  const start = from + name.length + 2;
  const end = from + written.length;
  const made = text.slice(0, from) + written + text.slice(to);
  return fallback === null ? { text: made, from: end, to: end } : { text: made, from: start, to: start + fallback.length };
}

/** The same text without a variable nobody knows: what stands instead of it stays. */
export function without(text: string, name: string): string {
  return text.replaceAll(PLACES, (whole, escaped: string | undefined, space: string | undefined, twice: string | undefined, once: string | undefined) => {
    const inside = twice ?? once ?? "";
    if (escaped || LINK.test(inside)) return whole;
    const one = taken(inside);
    if (plainName(one.name) !== plainName(name)) return whole;
    return one.fallback ? `${space ?? ""}${one.fallback}` : "";
  });
}
