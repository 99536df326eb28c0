import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { dateFormat } from "../../kit/formats.ts";

interface Choice {
  readonly key: string;
  /** ISO 8601. */
  readonly at: string;
  readonly label: string;
}

const HOUR = 3_600_000;
/** When a working day begins, where nobody said so. */
const MORNING = 8;

/** Times one puts a request aside until, in the company's zone. */
export function useSnoozeTimes(): readonly Choice[] {
  const { t, i18n } = useTranslation("desk");
  const { zone } = useTenant();
  const now = Date.now();
  const say = dateFormat(i18n.language, { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit" });
  const choices: readonly (readonly [string, number])[] = [
    ["hour", now + HOUR],
    ["three", now + 3 * HOUR],
    ["tomorrow", morningAfter(now, 1, zone)],
    ["week", morningAfter(now, 7, zone)],
  ];
  return choices.map(([key, at]) => ({
    key,
    at: new Date(at).toISOString(),
    label: t(`snooze.${key as "hour"}`, { when: say.format(at) }),
  }));
}

/** Eight o'clock so many days after today, on the wall of `zone`. */
export function morningAfter(now: number, days: number, zone: string): number {
  const there = wall(now, zone);
  const guess = Date.UTC(there.year, there.month - 1, there.day + days, MORNING);
  const shown = wall(guess, zone);
  const off = Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute) - guess;
  return guess - off;
}

function wall(at: number, zone: string) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  }).formatToParts(at);
  const part = (name: string): number => Number(parts.find((one) => one.type === name)?.value);
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute") };
}
