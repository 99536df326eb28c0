import { expect, test } from "vitest";
import type { UsageAccount } from "../../data/prices.ts";
import { micros, termsFrom, termsOf } from "./usage.ts";

const account = (more: Partial<UsageAccount>): UsageAccount => ({
  version: 1,
  currency: "EUR",
  credited: 0,
  settled: 0,
  reserved: 0,
  balance: 0,
  allowed: null,
  free: null,
  low_at: null,
  day_cap: null,
  month_cap: null,
  day: null,
  day_count: 0,
  month_count: 0,
  stopped_at: null,
  stopped_reason: null,
  ...more,
});

test.each([
  [{ allowed: null }, "unlimited"],
  [{ allowed: 0, low_at: 20_000_000 }, "prepaid"],
  [{ allowed: 250_500_000, low_at: null, day_cap: 500, month_cap: 9_000 }, "up_to"],
] as const)("terms come back as they were: %s", (more, mode) => {
  const values = termsOf(account(more));
  expect(values.mode).toBe(mode);
  const nothing = { currency: "EUR", allowed: null, low_at: null, day_cap: null, month_cap: null };
  expect(termsFrom(values, "EUR")).toEqual(Object.assign(nothing, more));
});

test("amounts are read with a comma, and without limit nobody is warned", () => {
  expect(micros("1 250,45")).toBe(1_250_450_000);
  expect(termsFrom({ ...termsOf(account({ allowed: 0, low_at: 5_000_000 })), mode: "unlimited" }, "EUR").low_at).toBeNull();
});
