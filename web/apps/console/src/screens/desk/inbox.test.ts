import { describe, expect, it } from "vitest";
import { inboxOf, minutesSince, neighbour } from "./inbox.ts";
import type { Interaction } from "@guichet/api";

function interaction(id: string, over: Partial<Interaction>): Interaction {
  return {
    id,
    version: 1,
    state: "waiting",
    medium: "chat",
    entry_point: { id: "e", kind: "webchat", title: "Boutique" },
    contact: { id: `c${id}`, name: null, code: "4F2A" },
    agent: null,
    language: "fr",
    page: null,
    preview: null,
    unanswered: 0,
    messages: 1,
    created_at: "2026-11-20T08:00:00Z",
    waiting_since: "2026-11-20T08:00:00Z",
    taken_at: null,
    closed_at: null,
    last_message_at: "2026-11-20T08:00:00Z",
    subject: null,
    tags: [],
    queue: null,
    needs: { required: [], preferred: [], forbidden: [] },
    priority: 0,
    offer: null,
    preferred: null,
    queued_at: null,
    due_at: null,
    why: null,
    snoozed_until: null,
    held_at: null,
    wrap_up_until: null,
    disposition: null,
    merged_into: null,
    consulted: [],
    rating: null,
    ...over,
  };
}

const inbox = inboxOf([
  interaction("late", { waiting_since: "2026-11-20T09:00:00Z" }),
  interaction("first", { waiting_since: "2026-11-20T07:00:00Z" }),
  interaction("answered", { state: "active", last_message_at: "2026-11-20T10:00:00Z" }),
  interaction("expects", { state: "active", unanswered: 2 }),
  interaction("gone", { state: "closed" }),
]);

describe("the inbox", () => {
  it("puts the longest wait first among those nobody holds", () => {
    expect(inbox.waiting.map((one) => one.id)).toEqual(["first", "late"]);
  });

  it("puts those who expect an answer before those who have one, and leaves closed ones out", () => {
    expect(inbox.mine.map((one) => one.id)).toEqual(["expects", "answered"]);
  });

  it("is searched by name, code, page and words, whatever the case", () => {
    const found = inboxOf([interaction("a", { contact: { id: "c", name: "Élodie", code: "1" } }), interaction("b", {})], "élo");
    expect(found.waiting.map((one) => one.id)).toEqual(["a"]);
  });

  it.each([
    ["expects", 1, "answered"],
    ["answered", 1, "first"],
    ["late", 1, "late"],
    ["expects", -1, "expects"],
    [null, 1, "expects"],
    [null, -1, "late"],
    ["unknown", 1, "expects"],
  ] as const)("moves from %s by %i to %s", (from, step, to) => {
    expect(neighbour(inbox, from, step)).toBe(to);
  });

  it("never shows a negative wait, even when the two clocks differ", () => {
    expect(minutesSince("2026-11-20T08:00:30Z", Date.parse("2026-11-20T08:00:00Z"))).toBe(0);
    expect(minutesSince("2026-11-20T08:00:00Z", Date.parse("2026-11-20T08:02:59Z"))).toBe(2);
  });
});
