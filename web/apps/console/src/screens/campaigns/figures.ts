import type { Money } from "../../data/campaigns.ts";
import { price } from "../texts/money.ts";

/** One price, or from one to another where it depends on whom it reaches; none: nothing is charged. */
export function priceRange({ least, most }: { readonly least: Money | null; readonly most: Money | null }, language: string): string | null {
  if (least === null || most === null) return null;
  const [from, to] = [price(least, language), price(most, language)];
  return from === to ? to : `${from} – ${to}`;
}

/** A share of a whole in per cent; a dash where there is no whole. */
export function share(part: number, whole: number, language: string): string {
  if (whole === 0) return "–";
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: part === whole || part === 0 ? 0 : 1 }).format(part / whole);
}

export const amount = (count: number, language: string): string => new Intl.NumberFormat(language).format(count);
