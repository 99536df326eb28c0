import type { Capacity } from "@guichet/api";
import { expect, test } from "vitest";
import { atOnce, callsInterrupt, loadOf, withInterruption, withLoad, withUnits } from "./capacity.ts";

const PLAIN: Capacity = {
  units: 4,
  weights: { chat: 1, call: 4, video: 4, mail: 1 },
  most: {},
  interrupts: { mail: ["call"], message: ["call"] },
};

test("without any setup one has four chats or one call", () => {
  expect([atOnce(PLAIN, "chat"), atOnce(PLAIN, "call"), atOnce(PLAIN, "sms")]).toEqual([4, 1, 4]);
  expect([loadOf(PLAIN, "chat"), loadOf(PLAIN, "call")]).toEqual(["light", "whole"]);
});

test("what is a whole stays one when there is more room", () => {
  const more = withUnits(PLAIN, 7);
  expect([atOnce(more, "chat"), atOnce(more, "call"), loadOf(more, "call")]).toEqual([7, 1, "whole"]);
});

test.each([
  ["light", 4],
  ["half", 2],
  ["whole", 1],
  ["none", 0],
] as const)("a chat that weighs %s is had %i times at once", (load, count) => {
  const changed = withLoad(PLAIN, "chat", load);
  expect([atOnce(changed, "chat"), loadOf(changed, "chat")]).toEqual([count, load]);
});

test("what was not offered is offered again", () => {
  const back = withLoad(withLoad(PLAIN, "chat", "none"), "chat", "light");
  expect(back).toEqual(PLAIN);
});

test("a limit set elsewhere counts", () => {
  expect(atOnce({ ...PLAIN, most: { chat: 2 } }, "chat")).toBe(2);
});

test("calls may interrupt what is written, or not", () => {
  expect(callsInterrupt(PLAIN)).toBe(true);
  expect(callsInterrupt(withInterruption(PLAIN, false))).toBe(false);
  expect(withInterruption(withInterruption(PLAIN, false), true)).toEqual(PLAIN);
});
