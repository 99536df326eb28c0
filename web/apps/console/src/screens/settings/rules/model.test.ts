import type { RoutingVocabulary } from "@guichet/api";
import { expect, test } from "vitest";
import { blankTest, clockOf, fromTemplate, minutesOf, moved, TEMPLATES } from "./model.ts";

const HOUSE: RoutingVocabulary = {
  facts: [
    { fact: "page", kind: "page", operators: ["under", "one_of"], keyed: false },
    { fact: "hour", kind: "hours", operators: ["between"], keyed: false },
  ],
  queues: [
    { value: "q0", label: "Reception" },
    { value: "q1", label: "Orders" },
  ],
  skills: [{ value: "s0", label: "English" }],
  agents: [],
  calendars: [],
  entry_points: [],
  tags: ["Vip"],
  zone: "Indian/Reunion",
  seen: {},
};

test("a new test begins with the usual operator of its fact", () => {
  expect(blankTest("page", HOUSE)).toMatchObject({ fact: "page", op: "under", values: [], negated: false });
  expect(blankTest("hour", HOUSE).numbers).toEqual([480, 1080]);
});

test("a rule moves to its new place and the others keep their order", () => {
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a"], 5, 0)).toEqual(["a"]);
});

test("examples use what the company has", () => {
  const [page, vip, language] = TEMPLATES.map((template) => fromTemplate(template, template, HOUSE));
  expect(page?.then.queue_id).toBe("q1");
  expect(vip?.when.of[0]).toMatchObject({ values: ["Vip"] });
  expect(language?.then.require).toEqual([{ skill_id: "s0", level: 2 }]);
});

test("hours are minutes of the day", () => {
  expect([minutesOf("18:05"), clockOf(1085), clockOf(0)]).toEqual([1085, "18:05", "00:00"]);
});
