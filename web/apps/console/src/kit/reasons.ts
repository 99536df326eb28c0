import type { NotReadyReason } from "@guichet/api";
import { useTranslation } from "react-i18next";

const STANDARD = ["pause", "lunch", "training", "back_office", "no_answer"] as const;
type Standard = (typeof STANDARD)[number];

const isStandard = (key: string): key is Standard => (STANDARD as readonly string[]).includes(key);

/** A reason for not being ready in words: the company's own, or the standard one in one's language. */
export function useReasonWords(): (key: string, reasons: readonly NotReadyReason[]) => string {
  const { t } = useTranslation();
  return (key, reasons) => {
    const named = reasons.find((reason) => reason.key === key)?.name;
    if (named) return named;
    return isStandard(key) ? t(`presence.reasons.${key}`) : key;
  };
}
