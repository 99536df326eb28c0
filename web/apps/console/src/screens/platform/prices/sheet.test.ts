import { expect, test } from "vitest";
import type { Price } from "../../../data/prices.ts";
import { counting, sheetOf, stateOf } from "./sheet.ts";

const price = (prefix: string, from: string, amount: string | null, revision = 1): Price => ({
  prefix,
  valid_from: `2026-0${from}T00:00:00Z`,
  price: amount,
  revision,
  recorded_at: "2026-01-01T00:00:00Z",
  by_name: null,
});
const NOW = Date.parse("2026-03-15T00:00:00Z");
const old = price("262", "1-01", "0.05");
const current = price("262", "3-01", "0.04");
const mended = price("262", "3-01", "0.045", 2);
const planned = price("262", "4-01", "0.03");
const unserved = price("594", "2-01", null);
const all = [old, current, mended, planned, unserved];

test("of each prefix the last to begin counts, and what is planned beside it", () => {
  expect(counting(all, NOW)).toEqual([mended, planned, unserved]);
});

test("what counted before is past", () => {
  const counts = counting(all, NOW);
  expect(all.map((one) => stateOf(one, counts, NOW))).toEqual(["past", "past", "now", "planned", "now"]);
});

test("a file can be taken in again: what counts now has no date", () => {
  expect(sheetOf(all, NOW)).toBe("prefix;price;valid_from\n262;0.045;\n262;0.03;2026-04-01T00:00:00Z\n594;-;\n");
});
