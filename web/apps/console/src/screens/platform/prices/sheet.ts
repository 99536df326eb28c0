import type { Price } from "../../../data/prices.ts";

/** Prices as a file that can be taken in again: what counts now and what is planned. Pure. */
export function sheetOf(prices: readonly Price[], now: number): string {
  const lines = counting(prices, now).map((one) => `${one.prefix};${one.price ?? "-"};${Date.parse(one.valid_from) > now ? one.valid_from : ""}`);
  return ["prefix;price;valid_from", ...lines, ""].join("\n");
}

/** Of each prefix the price that counts now, and those that are planned. */
export function counting(prices: readonly Price[], now: number): readonly Price[] {
  const present = new Map<string, Price>();
  const planned = new Map<string, Price>();
  for (const one of prices) {
    const ahead = Date.parse(one.valid_from) > now;
    const [home, key] = ahead ? [planned, `${one.prefix} ${one.valid_from}`] : [present, one.prefix];
    const known = home.get(key);
    if (!known || later(one, known)) home.set(key, one);
  }
  return [...present.values(), ...planned.values()].sort((left, right) => left.prefix.localeCompare(right.prefix) || left.valid_from.localeCompare(right.valid_from));
}

const later = (one: Price, known: Price): boolean =>
  Date.parse(one.valid_from) > Date.parse(known.valid_from) || (one.valid_from === known.valid_from && one.revision > known.revision);

export type PriceState = "now" | "planned" | "past";

/** Whether a price counts now, will, or did. */
export function stateOf(one: Price, counts: readonly Price[], now: number): PriceState {
  if (!counts.includes(one)) return "past";
  return Date.parse(one.valid_from) > now ? "planned" : "now";
}

/** Gives the browser a file to keep. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([`\uFEFF${text}`], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
