export type DurationUnit = "second" | "minute" | "hour";

export const UNIT_SECONDS: Readonly<Record<DurationUnit, number>> = { second: 1, minute: 60, hour: 3_600 };

/** The largest unit in which `seconds` is a whole number. */
export function unitOf(seconds: number, units: readonly DurationUnit[]): DurationUnit {
  const fitting = units.filter((unit) => seconds > 0 && seconds % UNIT_SECONDS[unit] === 0);
  return fitting.at(-1) ?? units[0] ?? "second";
}

/** `90` as "1 min 30 s", `3600` as "1 h", in the reader's language. */
export function spanInWords(seconds: number, language: string): string {
  const parts = (["hour", "minute", "second"] as const).map((unit) => {
    const whole = Math.floor(unit === "hour" ? seconds / 3_600 : unit === "minute" ? (seconds % 3_600) / 60 : seconds % 60);
    return whole > 0 || (unit === "second" && seconds === 0)
      ? new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(whole)
      : "";
  });
  return parts.filter(Boolean).join(" ");
}
