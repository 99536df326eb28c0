import { expect, test } from "vitest";
import { toggled } from "./useAssign.ts";

const HELD = [
  { queue_id: "a", preference: 1 },
  { queue_id: "b", preference: 2 },
];

test("who joins a queue answers it last", () => {
  expect(toggled(HELD, "c")).toEqual([...HELD, { queue_id: "c", preference: 3 }]);
  expect(toggled([], "c")).toEqual([{ queue_id: "c", preference: 1 }]);
});

test("who leaves a queue keeps the others as they are", () => {
  expect(toggled(HELD, "a")).toEqual([{ queue_id: "b", preference: 2 }]);
});
