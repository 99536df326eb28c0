import type { UsageAccount, UsageTerms } from "../../data/prices.ts";

/** What the platform decides about a company's use, as it is typed: whole amounts of money. Pure. */
export interface TermsValues extends Record<string, unknown> {
  readonly mode: "unlimited" | "prepaid" | "up_to";
  readonly allowed: number | string;
  readonly low_at: number | string;
  readonly day_cap: number | string;
  readonly month_cap: number | string;
}

const MILLION = 1_000_000;

/** An amount as it is typed, in millionths. */
export const micros = (typed: number | string): number => Math.round(Number(String(typed).replaceAll(/\s/g, "").replace(",", ".")) * MILLION);

const shown = (value: number | null): number | string => (value === null ? "" : value / MILLION);
const whole = (typed: number | string): number | null => (typed === "" ? null : Number(typed));

export const termsOf = (account: UsageAccount): TermsValues => ({
  mode: account.allowed === null ? "unlimited" : account.allowed === 0 ? "prepaid" : "up_to",
  allowed: account.allowed ? shown(account.allowed) : "",
  low_at: shown(account.low_at),
  day_cap: account.day_cap ?? "",
  month_cap: account.month_cap ?? "",
});

export const termsFrom = (values: TermsValues, currency: string): UsageTerms => ({
  currency,
  allowed: values.mode === "unlimited" ? null : values.mode === "prepaid" ? 0 : micros(values.allowed || 0),
  low_at: values.mode === "unlimited" || values.low_at === "" ? null : micros(values.low_at),
  day_cap: whole(values.day_cap),
  month_cap: whole(values.month_cap),
});
