import { expect, test } from "vitest";
import type { Curve } from "../../data/campaigns.ts";
import { highestOf, lineOf, pathOf, roundUp, sumOf } from "./curve.ts";

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString();
const point = (minute: number, sent: number) => ({ at: at(minute), sent, delivered: 0, replied: 0, clicked: 0, opted_out: 0 });
const CURVE: Curve = { by: "minute", points: [point(0, 10), point(1, 40), point(5, 20)] };

test("a line lies on the ground where nothing happened for a while", () => {
  expect(lineOf(CURVE, "sent").map((one) => [new Date(one.at).getUTCMinutes(), one.count])).toEqual([[0, 10], [1, 40], [2, 0], [4, 0], [5, 20]]);
});

test("one empty step between two is a corner on the ground and no jump", () => {
  const line = lineOf({ by: "minute", points: [point(0, 1), point(2, 1)] }, "sent");
  expect(line.map((one) => one.count)).toEqual([1, 0, 0, 1]);
});

test("the scale ends at a round number", () => {
  expect([1, 2, 3, 7, 11, 40, 99, 100, 101].map(roundUp)).toEqual([1, 2, 5, 10, 20, 50, 100, 100, 200]);
});

test("the highest of nothing is one, so that there is a scale", () => {
  expect(highestOf([], ["sent"])).toBe(1);
  expect(highestOf(CURVE.points, ["sent", "delivered"])).toBe(40);
  expect(sumOf(CURVE.points, "sent")).toBe(70);
});

test("a line goes from edge to edge and from the ground to the top", () => {
  const corners = [{ at: 0, count: 0 }, { at: 50, count: 10 }, { at: 100, count: 5 }];
  expect(pathOf(corners, { first: 0, last: 100, top: 10, width: 200, height: 80 })).toBe("M0.0,80.0 L100.0,0.0 L200.0,40.0");
});
