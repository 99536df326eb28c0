import { expect, test } from "vitest";
import { spanInWords, unitOf } from "./durations.ts";

test.each([
  [0, "second"],
  [45, "second"],
  [60, "minute"],
  [90, "second"],
  [300, "minute"],
  [7200, "hour"],
] as const)("%i seconds are typed in the unit %s", (seconds, unit) => {
  expect(unitOf(seconds, ["second", "minute", "hour"])).toBe(unit);
});

test.each([
  [0, "0 sec"],
  [45, "45 sec"],
  [90, "1 min 30 sec"],
  [3600, "1 hr"],
  [5400, "1 hr 30 min"],
])("%i seconds are said as %s", (seconds, words) => {
  expect(spanInWords(seconds, "en")).toBe(words);
});
