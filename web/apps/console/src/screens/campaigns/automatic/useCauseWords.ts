import { useTranslation } from "react-i18next";
import type { Cause } from "../../../data/automatic.ts";
import { dateFormat } from "../../../kit/formats.ts";
import { kindOfEvent } from "../../contacts/events.ts";
import { unitOfMinutes } from "./plan.ts";

/** Days of the week from Monday, in the reader's language. */
export function weekdays(language: string, width: "long" | "short" = "long"): readonly string[] {
  const format = dateFormat(language, { weekday: width, timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(2024, 0, 1 + day))));
}

/** A time of day as people of the language write it. */
export const clock = (at: string, language: string): string =>
  dateFormat(language, { hour: "numeric", minute: "2-digit", timeZone: "UTC" }).format(new Date(`2024-01-01T${at.slice(0, 5)}:00Z`));

/** What sets a text off, as a sentence that goes on with "send this". */
export function useCauseWords(): (when: Cause) => string {
  const { t, i18n } = useTranslation("automatic");
  const { language } = i18n;
  const happens = (type: string): string => t(`happens.${kindOfEvent(type)}`, { type });
  const appointment = (type: string): string => t(`appointment.${kindOfEvent(type)}`, { type });
  const only = (where: Extract<Cause, { kind: "event" }>["where"]): string => {
    const told = Object.entries(where).map(([name, value]) => `${name} = ${String(value)}`);
    return told.length > 0 ? ` (${told.join(", ")})` : "";
  };
  const ahead = (when: Extract<Cause, { kind: "before" }>): string => {
    const what = appointment(when.type);
    if (when.minutes !== null) {
      const { unit, count } = unitOfMinutes(when.minutes);
      return t(`before.${unit}`, { count, what });
    }
    const at = clock(when.at ?? "00:00", language);
    const days = when.days ?? 0;
    if (days === 0) return t("before.same_day", { what, at });
    return days === 1 ? t("before.eve", { what, at }) : t("before.days", { count: days, what, at });
  };
  return (when) => {
    switch (when.kind) {
      case "call":
        return t("cause.call");
      case "event":
        return happens(when.type) + only(when.where);
      case "before":
        return ahead(when) + only(when.where);
      case "again": {
        const at = clock(when.at, language) + (when.local ? ` ${t("cause.local")}` : "");
        if (when.every === "day") return t("cause.day", { at });
        if (when.every === "week") return t("cause.week", { at, day: weekdays(language)[when.weekday] ?? "" });
        return t("cause.month", { at, day: when.day });
      }
    }
  };
}
