import type { Calendar, Span } from "@guichet/api";
import type { CalendarForm } from "../../../data/agents.ts";
import { dateFormat } from "../../../kit/formats.ts";

export const DAY = 1_440;

/** `480` as "08:00", the form a time field takes; midnight at the end of a day is "00:00". */
export function clockOf(minutes: number): string {
  const within = minutes % DAY;
  return `${`${Math.floor(within / 60)}`.padStart(2, "0")}:${`${within % 60}`.padStart(2, "0")}`;
}

/** The way back; an unfinished time is `null`. As an end, "00:00" is the end of the day. */
export function minutesOf(clock: string, asEnd = false): number | null {
  const [hours, minutes] = clock.split(":").map(Number);
  if (hours === undefined || minutes === undefined || Number.isNaN(hours) || Number.isNaN(minutes)) return null;
  const found = hours * 60 + minutes;
  return asEnd && found === 0 ? DAY : found;
}

/** Another part for a day: after the last one, or office hours. */
export function oneMore(spans: readonly Span[]): readonly Span[] {
  const last = spans.at(-1);
  if (!last) return [{ start: 540, end: 1_020 }];
  const start = last.end + 60;
  return start + 60 > DAY ? spans : [...spans, { start, end: Math.min(DAY, start + 240) }];
}

const OFFICE: readonly Span[] = [
  { start: 540, end: 720 },
  { start: 840, end: 1_080 },
];

/** Office hours from Monday to Friday, of the tenant's zone and territory. */
export function newCalendar(zone: string, territory: string, name: string): CalendarForm {
  return { name, zone, territory, week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []], exceptions: [] };
}

export function formOf({ name, zone, territory, week, exceptions }: Calendar): CalendarForm {
  return { name, zone, territory, week, exceptions };
}

/** A Monday, to have the names of weekdays. */
const MONDAY = Date.UTC(2024, 0, 1);
const ONE_DAY = 86_400_000;

export function weekdays(language: string, width: "long" | "short" = "long"): readonly string[] {
  const words = dateFormat(language, { weekday: width, timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => words.format(new Date(MONDAY + day * ONE_DAY)));
}

/** `480–720` in the reader's way of writing times: "08:00 – 12:00". */
export function spanInWords({ start, end }: Span, language: string): string {
  const words = dateFormat(language, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  const at = (minutes: number): string => words.format(new Date(MONDAY + (minutes % DAY) * 60_000));
  return `${at(start)} – ${at(end)}`;
}

/** Days of equal hours together: "Mon – Fri 09:00 – 12:00, 14:00 – 18:00 · Sat 09:00 – 12:00". */
export function weekInWords(week: Calendar["week"], language: string): string {
  const names = weekdays(language, "short");
  const same = (left: number, right: number): boolean => JSON.stringify(week[left]) === JSON.stringify(week[right]);
  const parts: string[] = [];
  for (let first = 0; first < week.length; ) {
    let last = first;
    while (last + 1 < week.length && same(first, last + 1)) last += 1;
    const spans = week[first] ?? [];
    const days = first === last ? names[first] : `${names[first]} – ${names[last]}`;
    if (spans.length > 0) parts.push(`${days} ${spans.map((span) => spanInWords(span, language)).join(", ")}`);
    first = last + 1;
  }
  return parts.join(" · ");
}

/** `2026-12-24` in the reader's words. */
export function dayInWords(day: string, language: string): string {
  return dateFormat(language, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}
