import { expect, test } from "vitest";
import { morningAfter } from "./useSnoozeTimes.ts";

test("tomorrow morning is eight on the wall of the company, whatever day it is in UTC", () => {
  const late = Date.parse("2026-03-02T21:30:00Z"); // already the 3rd on La Réunion
  expect(new Date(morningAfter(late, 1, "Indian/Reunion")).toISOString()).toBe("2026-03-04T04:00:00.000Z");
});

test("a morning after the clock was put forward is still eight on the wall", () => {
  const before = Date.parse("2026-03-28T12:00:00Z");
  expect(new Date(morningAfter(before, 1, "Europe/Paris")).toISOString()).toBe("2026-03-29T06:00:00.000Z");
});
