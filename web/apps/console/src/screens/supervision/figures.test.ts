import { expect, test } from "vitest";
import { standing } from "./board.ts";
import { occupancy, rateQueue, startOfDay, summed } from "./figures.ts";

const SUMS = { offered: 10, answered: 8, answered_within: 6, abandoned: 2, abandoned_short: 1, wait_ms: 160_000, talk_ms: 700_000, hold_ms: 50_000, wrap_ms: 50_000, handled: 8, promises: 5, promises_kept: 4, longest_wait_ms: 90_000 };

test("the figures are those of the definitions", () => {
  expect(rateQueue(SUMS)).toEqual({ serviceLevel: 6 / 9, abandonRate: 0.2, meanWait: 20_000, meanHandling: 100_000, promisesKept: 0.8 });
  expect(occupancy({ busy_ms: 30, ready_ms: 10 })).toBe(0.75);
});

test("a share of nothing is no figure", () => {
  expect(rateQueue({})).toEqual({ serviceLevel: null, abandonRate: null, meanWait: null, meanHandling: null, promisesKept: null });
  expect(occupancy({})).toBeNull();
});

test("quarters before the day do not count, and the longest wait is the longest of all", () => {
  const quarters = [1, 2, 3].map((at) => ({ whose: "q", at, sums: { offered: at, longest_wait_ms: 10 - at } }));
  expect(summed(quarters, 2).get("q")).toEqual({ offered: 5, longest_wait_ms: 8 });
});

test("the day begins at midnight on the wall of the company", () => {
  const now = Date.parse("2026-03-02T22:30:15.5Z");
  expect(new Date(startOfDay(now, "Indian/Reunion")).toISOString()).toBe("2026-03-02T20:00:00.000Z");
});

test("a promise holds from when it was made, in whole minutes, and is broken after it", () => {
  const told = { id: "i", at: "2026-03-02T09:00:00Z", position: 2, low: 65, high: 290 };
  const at = Date.parse(told.at);
  expect(standing(told, at + 60_000)).toEqual({ low: 1, high: 5, left: 230_000 });
  expect(standing(told, at + 300_000).left).toBe(-10_000);
});
