import { dateFormat } from "../../kit/formats.ts";
/** "Réunion", "Paris": the place whose clock counts. */
export function zoneWords(zone: string, language: string): string {
  const named = dateFormat(language, { timeZone: zone, timeZoneName: "long" }).formatToParts().find((one) => one.type === "timeZoneName")?.value;
  return named ?? zone;
}

/** A number as people read it: in groups. */
export function spaced(phone: string): string {
  const known = /^\+(262|33|590|594|596)(\d{3}|\d)(\d{2})(\d{2})(\d{2})(\d{0,2})$/.exec(phone);
  return known ? `+${known.slice(1).filter(Boolean).join(" ")}` : phone;
}
