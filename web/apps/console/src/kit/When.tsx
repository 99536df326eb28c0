import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ageFormat, dateFormat } from "./formats.ts";

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** `instant` seen from `now`, such as "3 minutes ago". Below a minute: "now". */
export function ago(instant: string, now: number, language: string): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  const words = ageFormat(language);
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, "second");
}

/** An instant in full, in the reader's language and the given zone. */
export function inFull(instant: string, language: string, zone?: string): string {
  return dateFormat(language, {
    dateStyle: "medium",
    timeStyle: "short",
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(instant));
}

export function onDay(instant: string, language: string, zone?: string): string {
  return dateFormat(language, { dateStyle: "medium", ...(zone ? { timeZone: zone } : {}) }).format(
    new Date(instant),
  );
}

/** The time now, renewed every half minute. */
export function useNow(every = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** How long ago, with the exact moment on demand. */
export function When({ at, zone }: { readonly at: string; readonly zone?: string }) {
  const { i18n } = useTranslation();
  const now = useNow();
  return (
    <Tooltip label={inFull(at, i18n.language, zone)}>
      <time dateTime={at}>{ago(at, now, i18n.language)}</time>
    </Tooltip>
  );
}
