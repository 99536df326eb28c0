import { expect, it } from "vitest";
import { shownCount } from "./counted.ts";

it.each([
  [1284, true, "1,284"],
  [1284, false, "≈\u00a01,300"],
  [49, false, "≈\u00a049"],
  [300_361, false, "≈\u00a0300,000"],
  [0, false, "≈\u00a00"],
])("%d people, exactly: %s, are shown as %s", (people, exact, shown) => {
  expect(shownCount(people, exact, "en")).toBe(shown);
});
