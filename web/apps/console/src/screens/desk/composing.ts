/** What an agent asks for while writing: a canned reply by `/`, a colleague by `@`. Pure. */

export interface Asked {
  readonly kind: "canned" | "mention";
  /** Behind the sign. */
  readonly words: string;
  /** Where the sign stands. */
  readonly from: number;
}

/** `/word` at the end of the text, at its beginning or behind a space. */
export function cannedAsked(text: string): Asked | null {
  return found(text, /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u, "canned");
}

/** `@name` at the end of the text; a name may have two words. */
export function mentionAsked(text: string): Asked | null {
  return found(text, /(?:^|\s)@([\p{L}\p{N}_-]*(?: [\p{L}\p{N}_-]*)?)$/u, "mention");
}

/** The text with what was asked replaced. */
export function replaced(text: string, asked: Asked | null, by: string): string {
  return asked === null ? text + by : text.slice(0, asked.from) + by;
}

function found(text: string, sign: RegExp, kind: Asked["kind"]): Asked | null {
  const words = sign.exec(text)?.[1];
  return words === undefined ? null : { kind, words, from: text.length - words.length - 1 };
}
