import { expect, test } from "vitest";
import { barsOf, inTens } from "./passed.ts";

const minute = (time: string, handed: number, refused = 0, delay: number | null = null) => ({
  minute: `2026-03-02T${time}:00Z`,
  handed,
  refused,
  cut: 1,
  delivered: handed,
  undelivered: 2,
  delay_ms: delay,
});
const NOW = Date.parse("2026-03-02T08:30:20Z");

test("bars stand where their minute is, and are as high as their share of the highest", () => {
  const { bars, most } = barsOf([minute("08:30", 99), minute("08:00", 49), minute("05:00", 10)], NOW);
  expect(most).toBe(100);
  expect(bars.map((bar) => [bar.x, bar.handed, bar.bad])).toEqual([
    [119, 99, 1],
    [89, 49, 1],
  ]);
});

test("tens are sums, the newest first, with the slowest median", () => {
  const tens = inTens([minute("08:01", 10, 3, 400), minute("08:09", 5, 0, 900), minute("08:10", 1)]);
  expect(tens.map((ten) => [new Date(ten.at).toISOString().slice(11, 16), ten.handed, ten.refused, ten.undelivered, ten.delay])).toEqual([
    ["08:10", 1, 1, 2, null],
    ["08:00", 15, 5, 4, 900],
  ]);
});
