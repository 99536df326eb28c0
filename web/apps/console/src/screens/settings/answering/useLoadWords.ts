import type { Capacity, Medium } from "@guichet/api";
import { useTranslation } from "react-i18next";
import { atOnce, callsInterrupt, MEDIA } from "./capacity.ts";

interface LoadWords {
  /** "4 chats or 1 call". */
  readonly short: (capacity: Capacity) => string;
  /** "Up to 4 chats at once, or 1 call, or 4 mails. A call may come in while mails are written." */
  readonly long: (capacity: Capacity, media: readonly Medium[]) => string;
}

/** How much an agent does at once, in plain words. */
export function useLoadWords(): LoadWords {
  const { t, i18n } = useTranslation("agents");
  const either = new Intl.ListFormat(i18n.language, { type: "disjunction" });
  const said = (capacity: Capacity, media: readonly Medium[]): readonly string[] =>
    media
      .map((medium) => [medium, atOnce(capacity, medium)] as const)
      .filter(([, count]) => count > 0)
      .map(([medium, count]) => t(`load.count.${medium}`, { count }));
  return {
    short: (capacity) => either.format(said(capacity, ["chat", "call"])),
    long: (capacity, media) => {
      const parts = said(capacity, media.length > 0 ? media : MEDIA);
      if (parts.length === 0) return t("load.nothing");
      const first = t("load.upTo", { what: either.format(parts) });
      return callsInterrupt(capacity) && atOnce(capacity, "call") > 0 ? `${first} ${t("load.interrupts")}` : first;
    },
  };
}
