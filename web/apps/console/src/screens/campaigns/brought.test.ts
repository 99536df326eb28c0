import { expect, test } from "vitest";
import { verdictOf } from "./brought.ts";

test.each([
  [{ value: 0.05, low: 0.01, high: 0.09 }, "more"],
  [{ value: -0.05, low: -0.09, high: -0.01 }, "fewer"],
  [{ value: 0.05, low: -0.01, high: 0.11 }, "even"],
  [{ value: 0, low: 0, high: 0 }, "even"],
] as const)("a difference is told only where chance alone would hardly make it: %o", (lift, said) => {
  expect(verdictOf(lift)).toBe(said);
});
