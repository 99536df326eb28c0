/** What stands in a canned reply, with an example in its blanks. Pure. */

/** What can be filled in for every request; `context.…` is besides: what the page passed. */
export const VARIABLES = ["contact.name", "contact.first_name", "agent.name", "subject", "queue.name"] as const;
export type Variable = (typeof VARIABLES)[number];
export const OF_PAGE = "context.";

export interface Part {
  readonly text: string;
  /** `filled`: an example stands for it; `open`: depends on the page; `unknown`: nothing ever fills it. */
  readonly kind: "plain" | "filled" | "open" | "unknown";
}

const BLANK = /\{([a-z_]+(?:\.[A-Za-z0-9_-]+)*)\}/g;

export function partsOf(text: string, example: Readonly<Record<Variable, string>>): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(BLANK)) {
    if (found.index > from) parts.push({ text: text.slice(from, found.index), kind: "plain" });
    parts.push(filled(found[1] ?? "", found[0], example));
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), kind: "plain" });
  return parts;
}

function filled(name: string, typed: string, example: Readonly<Record<Variable, string>>): Part {
  const known = VARIABLES.find((one) => one === name);
  if (known) return { text: example[known], kind: "filled" };
  if (name.startsWith(OF_PAGE)) return { text: name.slice(OF_PAGE.length), kind: "open" };
  return { text: typed, kind: "unknown" };
}

export interface Edited {
  readonly text: string;
  /** What is selected afterwards. */
  readonly from: number;
  readonly to: number;
}

/** `word` in the place of what is selected, with a space before it where words would run together. */
export function insertedAt(text: string, from: number, to: number, word: string): Edited {
  const before = text.slice(0, from);
  const gap = /[\p{L}\p{N}}]$/u.test(before) ? " " : "";
  const end = from + gap.length + word.length;
  return { text: before + gap + word + text.slice(to), from: end, to: end };
}
