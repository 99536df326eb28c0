import type { Queue } from "@guichet/api";
import { expect, test } from "vitest";
import { bodyOf, startOf } from "./queueForm.ts";

const DECIDED = {
  name: "Conseil",
  priority: 10,
  calendar_id: "c1",
  manual_pick: true,
  reservation_seconds: 20,
  rings: [
    { after_seconds: 30, relax: [{ skill_id: "s1", drop: false, level: 2 }], any_agent_of: null },
    { after_seconds: 60, relax: [{ skill_id: "s1", drop: true, level: null }], any_agent_of: "q2" },
  ],
  overflow: { after_seconds: 300, queue_id: "q2" },
  wrap_up_seconds: 60,
  target: { percent: 90, within_seconds: 30 },
  short_abandon_seconds: 10,
  dispositions: [{ id: "d1", name: "Vendu" }],
  disposition_required: true,
  most_waiting: 40,
};
const QUEUE: Queue = { id: "q1", version: 3, key: "conseil", is_default: false, ...DECIDED };

test("a queue that was not touched is sent as it was", () => {
  expect(bodyOf(startOf(QUEUE))).toEqual(DECIDED);
});

test("steps are sent in order of time, those of one moment together, unfinished ones not at all", () => {
  const step = { any_agent_of: null, skill_id: null, level: null };
  const body = bodyOf({
    ...startOf(null),
    steps: [
      { ...step, key: "a", after_seconds: 120, any_agent_of: "q2" },
      { ...step, key: "b", after_seconds: 60, skill_id: "s1" },
      { ...step, key: "c", after_seconds: 60, skill_id: "s2", level: 1 },
      { ...step, key: "d", after_seconds: 10 },
    ],
  });
  expect(body.rings).toEqual([
    {
      after_seconds: 60,
      any_agent_of: null,
      relax: [
        { skill_id: "s1", drop: true, level: null },
        { skill_id: "s2", drop: false, level: 1 },
      ],
    },
    { after_seconds: 120, any_agent_of: "q2", relax: [] },
  ]);
});

test("a result without a name is not one, and without any none can be demanded", () => {
  const body = bodyOf({ ...startOf(null), dispositions: [], disposition_required: true });
  expect([body.dispositions, body.disposition_required]).toEqual([[], false]);
});
