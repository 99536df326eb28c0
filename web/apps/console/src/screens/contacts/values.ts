import type { AttributeDefinition, AttributeValue, Language } from "@guichet/api";
import { dateFormat } from "../../kit/formats.ts";

const WORDS: Readonly<Record<Language, readonly [yes: string, no: string]>> = { fr: ["oui", "non"], en: ["yes", "no"] };

function chosen(definition: AttributeDefinition, value: AttributeValue, language: Language): string {
  return definition.choices.find((one) => one.key === value)?.label[language] ?? String(value);
}

/** Minor units, as people write them. */
function amount(minor: number, language: Language, currency: string): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** A value as people read it. */
export function shownValue(definition: AttributeDefinition, value: AttributeValue, language: Language, currency: string): string {
  switch (definition.type) {
    case "boolean":
      return WORDS[language][value === true ? 0 : 1];
    case "choice":
      return chosen(definition, value, language);
    case "date":
      return dateFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${String(value)}T00:00:00Z`));
    case "money":
      return amount(Number(value), language, currency);
    case "number":
      return new Intl.NumberFormat(language).format(Number(value));
    case "text":
      return String(value);
  }
}
