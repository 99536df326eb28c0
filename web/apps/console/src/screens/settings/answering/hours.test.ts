import { expect, test } from "vitest";
import { clockOf, minutesOf, oneMore, weekInWords, weekdays } from "./hours.ts";

test.each([
  [0, "00:00"],
  [485, "08:05"],
  [1440, "00:00"],
] as const)("minute %i of a day is written %s", (minutes, clock) => {
  expect(clockOf(minutes)).toBe(clock);
});

test("midnight as an end is the end of the day", () => {
  expect([minutesOf("00:00"), minutesOf("00:00", true), minutesOf("08:30"), minutesOf("")]).toEqual([0, 1440, 510, null]);
});

test("one more part of a day begins an hour after the last one, while there is room", () => {
  expect(oneMore([])).toEqual([{ start: 540, end: 1020 }]);
  expect(oneMore([{ start: 480, end: 720 }])).toEqual([
    { start: 480, end: 720 },
    { start: 780, end: 1020 },
  ]);
  expect(oneMore([{ start: 480, end: 1430 }])).toHaveLength(1);
});

test("days of equal hours are said together, closed ones not at all", () => {
  const morning = [{ start: 480, end: 720 }];
  expect(weekInWords([morning, morning, morning, morning, morning, [{ start: 600, end: 660 }], []], "en-GB")).toBe(
    "Mon – Fri 08:00 – 12:00 · Sat 10:00 – 11:00",
  );
});

test("weeks begin on Monday", () => {
  expect(weekdays("fr")[0]).toBe("lundi");
});
