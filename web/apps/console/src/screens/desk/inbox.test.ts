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
    subject_name: null,
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

const me = { id: "me", name: "Moi" };
const inbox = inboxOf([
  interaction("late", { waiting_since: "2026-11-20T09:00:00Z" }),
  interaction("first", { waiting_since: "2026-11-20T07:00:00Z" }),
  interaction("answered", { state: "active", agent: me, last_message_at: "2026-11-20T10:00:00Z" }),
  interaction("expects", { state: "active", agent: me, unanswered: 2 }),
  interaction("gone", { state: "closed", agent: me }),
  interaction("asked", { state: "offered", offer: { agent: me, at: "2026-11-20T08:00:00Z", until: "2026-11-20T08:00:30Z" } }),
  interaction("snoozed", { state: "snoozed", agent: me, snoozed_until: "2026-11-21T08:00:00Z" }),
  interaction("theirs", { state: "active", agent: { id: "other", name: "Léa" }, consulted: [{ ...me, joined: false }] }),
], "me");

describe("the inbox", () => {
  it("puts the longest wait first among those nobody holds", () => {
    expect(inbox.waiting.map((one) => one.id)).toEqual(["first", "late"]);
  });

  it("keeps apart what is offered to me, what is put aside and where I help", () => {
    expect(inbox.offered.map((one) => one.id)).toEqual(["asked"]);
    expect(inbox.aside.map((one) => one.id)).toEqual(["snoozed"]);
    expect(inbox.helping.map((one) => one.id)).toEqual(["theirs"]);
  });

  it("puts those who expect an answer before those who have one, and leaves closed ones out", () => {
    expect(inbox.mine.map((one) => one.id)).toEqual(["expects", "answered"]);
  });

  it("is searched by name, code, page and words, whatever the case", () => {
    const found = inboxOf([interaction("a", { contact: { id: "c", name: "Élodie", code: "1" } }), interaction("b", {})], "me", "élo");
    expect(found.waiting.map((one) => one.id)).toEqual(["a"]);
  });

  it.each([
    ["asked", 1, "expects"],
    ["answered", 1, "theirs"],
    ["snoozed", 1, "first"],
    ["late", 1, "late"],
    ["asked", -1, "asked"],
    [null, 1, "asked"],
    [null, -1, "late"],
    ["unknown", 1, "asked"],
  ] as const)("moves from %s by %i to %s", (from, step, to) => {
    expect(neighbour(inbox, from, step)).toBe(to);
  });

  it("never shows a negative wait, even when the two clocks differ", () => {
    expect(minutesSince("2026-11-20T08:00:30Z", Date.parse("2026-11-20T08:00:00Z"))).toBe(0);
    expect(minutesSince("2026-11-20T08:00:00Z", Date.parse("2026-11-20T08:02:59Z"))).toBe(2);
  });
});
