import { useTranslation } from "react-i18next";
import { dateFormat } from "../../kit/formats.ts";
import { dayIn } from "./timeline.ts";

/** `14:05` in the company's zone, in the reader's language. */
export function useTimeOfDay(zone: string): (instant: string) => string {
  const { i18n } = useTranslation();
  const format = dateFormat(i18n.language, { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  return (instant) => format.format(new Date(instant));
}

/** "Today", "Yesterday", or the date in words; takes `YYYY-MM-DD`. */
export function useDayName(zone: string): (day: string) => string {
  const { t, i18n } = useTranslation("desk");
  const format = dateFormat(i18n.language, { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });
  const today = dayIn(zone, new Date().toISOString());
  const yesterday = dayIn(zone, new Date(Date.now() - 86_400_000).toISOString());
  return (day) => {
    if (day === today) return t("timeline.today");
    if (day === yesterday) return t("timeline.yesterday");
    return format.format(new Date(`${day}T00:00:00Z`));
  };
}

/** Date and time in the company's zone. */
export function useMoment(zone: string): (instant: string) => string {
  const { i18n } = useTranslation();
  const format = dateFormat(i18n.language, { timeZone: zone, dateStyle: "medium", timeStyle: "short" });
  return (instant) => format.format(new Date(instant));
}
