import type { RoutingVocabulary, RuleTest } from "@guichet/api";
import { currentLanguage } from "../../../app/i18n.ts";
import { dateFormat } from "../../../kit/formats.ts";
import type { Say } from "../../../locales/keys.ts";
import { clockOf, isFlag, takesNothing, takesNumbers, type FactName, type OpName } from "./model.ts";

export type T = Say<"rules">;

export const factWord = (t: T, test: RuleTest): string => {
  const name = t(`facts.${test.fact as FactName}`);
  return test.key ? `${name} ${test.key}` : name;
};

export const opWord = (t: T, fact: string, op: string, negated: boolean): string => {
  if (isFlag(fact)) return negated ? t(`flagNot.${fact}`) : t(`flag.${fact}`);
  return negated ? t(`not.${op as OpName}`) : t(`ops.${op as OpName}`);
};

const DAY_ONE = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;

/** Values that are chosen from a list, as they are called. */
export function choicesOf(t: T, fact: string, house: RoutingVocabulary): readonly { value: string; label: string }[] | null {
  const language = currentLanguage();
  const names = (kind: "language" | "region", codes: readonly string[]) => {
    const shown = new Intl.DisplayNames([language], { type: kind });
    return [...new Set(codes)].map((value) => ({ value, label: shown.of(value) ?? value }));
  };
  switch (fact) {
    case "entry_point":
      return house.entry_points;
    case "calendar":
      return house.calendars;
    case "medium":
      return (["chat", "message", "call", "callback", "video", "mail", "sms"] as const).map((value) => ({ value, label: t(`media.${value}`) }));
    case "device":
      return (["phone", "tablet", "computer"] as const).map((value) => ({ value, label: t(`devices.${value}`) }));
    case "weekday": {
      const shown = dateFormat(language, { weekday: "long", timeZone: "UTC" });
      return [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: shown.format(DAY_ONE + (day - 1) * DAY) }));
    }
    case "language":
      return names("language", ["fr", "en", "de", "es", "it", "pt", "nl", "zh", ...(house.seen["language"] ?? []).map((one) => one.slice(0, 2))]);
    case "territory":
      return names("region", [...(house.seen["territory"] ?? []), "FR", "RE", "MU", "BE", "CH", "LU", "CA", "DE", "GB", "ES", "IT"]);
    default:
      return null;
  }
}

const listed = (words: readonly string[], type: "disjunction" | "conjunction"): string =>
  new Intl.ListFormat(currentLanguage(), { type }).format(words);

/** What a test compares with, in words; nothing when that is still to be chosen. */
export function valueWord(t: T, test: RuleTest, house: RoutingVocabulary): string {
  if (test.fact === "hour" || test.op === "within" || takesNumbers(test.op)) return numbersWord(t, test);
  const choices = choicesOf(t, test.fact, house);
  const words = test.values.map((value) => choices?.find((one) => one.value === value)?.label ?? value);
  return listed(words, test.op === "has_all" ? "conjunction" : "disjunction");
}

function numbersWord(t: T, test: RuleTest): string {
  const number = new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 4 });
  const [first, second, third] = test.numbers;
  if (first === undefined) return "";
  if (test.fact === "hour") return t("value.hours", { from: clockOf(first), to: clockOf(second ?? 0) });
  if (second === undefined) return number.format(first);
  if (test.op === "within") return t("value.of", { km: number.format(third ?? 0), place: `${number.format(first)}, ${number.format(second)}` });
  return `${number.format(first)} ${t("value.and")} ${number.format(second)}`;
}

/** A whole test as a sentence. */
export const testWords = (t: T, test: RuleTest, house: RoutingVocabulary): string =>
  [factWord(t, test), opWord(t, test.fact, test.op, test.negated), isFlag(test.fact) || takesNothing(test.op) ? "" : valueWord(t, test, house)]
    .filter(Boolean)
    .join(" ");

export const nameIn = (list: readonly { value: string; label: string }[], value: string | null): string | undefined =>
  list.find((one) => one.value === value)?.label;
