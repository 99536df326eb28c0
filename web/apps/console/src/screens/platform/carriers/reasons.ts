import type { Say } from "../../../locales/keys.ts";

/** What is kept of why a link ended: a code, a colon, and the same in the words of who ended it. */
const CODED = /^(\S*?): ?(.*)$/s;

export function partsOf(told: string): { readonly code: string; readonly words: string } {
  const found = CODED.exec(told);
  return found ? { code: (found[1] ?? "").toLowerCase(), words: found[2] ?? "" } : { code: "", words: told };
}

/** Why a link ended, in the reader's language; what only the other end has words for is quoted. */
export function reasonIn(told: string, t: Say<"carriers">): string {
  const { code, words } = partsOf(told);
  const known: string = (code && t(`causes.${code}`, { defaultValue: "" })) || (code && t(`codes.${code}`, { defaultValue: "" }));
  return known || t("causes.quoted", { words: words || code });
}
