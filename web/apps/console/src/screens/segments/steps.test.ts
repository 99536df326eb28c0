import { expect, it } from "vitest";
import { begun, redone, stepped, undone } from "./steps.ts";

it("steps are taken back and done again, and a new one forgets what was to come", () => {
  const two = stepped(stepped(begun("a"), "b", null, 0), "c", null, 5_000);
  expect(undone(two).now).toBe("b");
  expect(undone(undone(undone(two))).now).toBe("a");
  expect(redone(undone(two)).now).toBe("c");
  expect(redone(stepped(undone(two), "d", null, 9_000)).now).toBe("d");
});

it("strokes at one thing shortly after one another are one step", () => {
  const typed = [1, 2, 3].reduce((steps, at) => stepped(steps, `a${at}`, "name", at * 100), begun("a"));
  expect(undone(typed).now).toBe("a");
  expect(undone(stepped(typed, "b", "name", 5_000)).now).toBe("a3");
  expect(undone(stepped(typed, "b", "other", 350)).now).toBe("a3");
});

it("the same again is no step", () => {
  const steps = begun("a");
  expect(stepped(steps, "a", null, 0)).toBe(steps);
});
