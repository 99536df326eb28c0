// When an invitation's rule holds. Pure; part of the loader, so small.
import type { DataTest, Invitation } from "./site.ts";

export interface Moment {
  path: string;
  data: unknown;
  /** Seconds on this page, and on the site as far as that is known. */
  onPage: number;
  onSite: number;
  returning: "new" | "returning";
  now: Date;
}

/** Whether `path` fits a pattern, in which `*` stands for anything. */
export const fits = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replace(/[^\w*/]/g, "\\$&").replaceAll("*", ".*")}$`).test(path);

function passes({ path, test, value }: DataTest, data: unknown): boolean {
  const found = path.split(".").reduce((from, part) => (from as Record<string, unknown> | null | undefined)?.[part], data);
  const is = String(found) === value;
  if (test === "is_not") return !is;
  if (found === undefined || found === null) return test === "absent";
  if (test === "is") return is;
  if (test === "at_least") return Number(found) >= Number(value);
  if (test === "at_most") return Number(found) <= Number(value);
  return test === "present" || (test === "contains" && JSON.stringify(found).toLowerCase().includes(value.toLowerCase()));
}

function isTime({ begins, ends, weekdays }: Invitation, now: Date): boolean {
  const minute = now.getHours() * 60 + now.getMinutes();
  const begun = begins <= minute;
  const before = minute < ends;
  return (!weekdays[0] || weekdays.includes(now.getDay() || 7)) && (begins > ends ? begun || before : begun && before);
}

export function holds(rule: Invitation, { path, data, onPage, onSite, returning, now }: Moment): boolean {
  return (
    onPage >= rule.seconds_on_page &&
    onSite >= rule.seconds_on_site &&
    (!rule.pages[0] || rule.pages.some((one) => fits(one, path))) &&
    (rule.returning === "any" || rule.returning === returning) &&
    isTime(rule, now) &&
    rule.data.every((one) => passes(one, data))
  );
}
