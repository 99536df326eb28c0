import { useTranslation } from "react-i18next";
import type { ExclusionReason } from "../../data/campaigns.ts";

/** Why somebody does not get it, in words. */
export function useReasonWords(): (reason: ExclusionReason) => string {
  const { t } = useTranslation("campaigns");
  return (reason) => t(`reason.${reason}`);
}
