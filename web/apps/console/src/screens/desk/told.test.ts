import { expect, test } from "vitest";
import { fateOf } from "./told.ts";

test.each([
  [null, null, "open"],
  ["answered", true, "kept"],
  ["answered", false, "broken"],
  ["left", false, "broken"],
  ["left", null, "unknown"],
  ["moved", null, "unknown"],
] as const)("a wait that ended as %s, kept: %s, is shown as %s", (outcome, kept, wanted) => {
  expect(fateOf({ outcome, kept })).toBe(wanted);
});
