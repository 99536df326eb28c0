import type { Interaction } from "@guichet/api";
import { useTranslation } from "react-i18next";

type Why = NonNullable<Interaction["why"]>;

/** The reasons there are sentences for; others are shown as they are. */
const CODES = ["first_in_line", "best_fit", "longest_idle", "preferred", "widened", "overflow", "placed_by_rule"] as const;

/** Why routing did what it did last, in one sentence. */
export function useWhy(): (why: Why) => string {
  const { t } = useTranslation("desk");
  const told = (seconds: number): string => (seconds < 1 ? t("why.waited_not") : seconds < 60 ? t("why.waited_seconds", { seconds: Math.floor(seconds) }) : minutesAndSeconds(seconds));
  return (why) => {
    const code = CODES.find((one) => one === why.code);
    const waited = told(Number(why.params["waited"] ?? 0));
    return code ? t(`why.${code}`, { ...why.params, waited }) : why.code;
  };
}

/** `1:05` for 65 seconds. */
export function minutesAndSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
