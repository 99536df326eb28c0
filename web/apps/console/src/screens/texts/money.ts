import type { components } from "@guichet/api";

type Price = components["schemas"]["SentPriceOut"];

const MICROS = 1_000_000;

/** An amount as people read it: cents, and more places where a cent is too coarse. */
export function money(amount: number, currency: string, language: string): string {
  const cents = Math.abs(amount) >= 1 || amount === 0 ? undefined : 4;
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    ...(cents === undefined ? {} : { minimumFractionDigits: 2, maximumFractionDigits: cents }),
  }).format(amount);
}

/** A sum: what is paid in the end has cents. */
export const sum = (micros: number, currency: string, language: string): string =>
  new Intl.NumberFormat(language, { style: "currency", currency }).format(micros / MICROS);

export const price = (one: Price, language: string): string => money(Number(one.amount), one.currency, language);
export const ofMicros = (micros: number, currency: string, language: string): string => money(micros / MICROS, currency, language);
