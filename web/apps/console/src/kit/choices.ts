/** Lists to choose from, all from the browser's own tables, in the reader's language. */

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function zones(): string[] {
  return Intl.supportedValuesOf("timeZone");
}

/** Codes that name groups or test places rather than a country or territory. */
const NO_TERRITORY = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

const LETTERS = Array.from({ length: 26 }, (_, place) => String.fromCharCode(65 + place));

export function territories(language: string): Choice[] {
  const names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  const known = codes.filter((code) => !NO_TERRITORY.has(code) && names.of(code) !== undefined);
  return sorted(known.map((code) => ({ value: code, label: `${names.of(code) ?? code} (${code})` })), language);
}

export function currencies(language: string): Choice[] {
  const names = new Intl.DisplayNames(language, { type: "currency" });
  const all = Intl.supportedValuesOf("currency").map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
  return sorted(all, language);
}

function sorted(choices: Choice[], language: string): Choice[] {
  const order = new Intl.Collator(language);
  return choices.sort((left, right) => order.compare(left.label, right.label));
}
