import { describe, expect, it } from "vitest";
import type { Message } from "@guichet/api";
import { dayIn, daysOf, stillPending } from "./timeline.ts";

function message(seq: number, from: "contact" | "agent", at: string, over: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    version: 1,
    interaction_id: "i",
    seq,
    kind: "text",
    from: { kind: from, id: from, name: from },
    text: `text ${seq}`,
    notice: null,
    client_id: null,
    at,
    delivery: { state: "none", at: null, failure: null },
    internal: false,
    mentions: [],
    files: [],
    quick: [],
    ...over,
  };
}

describe("the timeline", () => {
  it("is ordered by place, whatever the order of arrival", () => {
    const days = daysOf([message(2, "contact", "2026-11-20T08:01:00Z"), message(1, "contact", "2026-11-20T08:00:00Z")], "UTC");
    expect(days[0]?.runs[0]?.messages.map((one) => one.seq)).toEqual([1, 2]);
  });

  it("breaks a run when another hand writes, when time passes, and at a notice", () => {
    const days = daysOf(
      [
        message(1, "contact", "2026-11-20T08:00:00Z"),
        message(2, "agent", "2026-11-20T08:00:30Z"),
        message(3, "agent", "2026-11-20T08:06:00Z"),
        message(4, "agent", "2026-11-20T08:06:01Z", { kind: "notice" }),
      ],
      "UTC",
    );
    expect(days[0]?.runs.map((run) => run.messages.length)).toEqual([1, 1, 1, 1]);
  });

  it("counts days in the company's zone, not in the browser's", () => {
    // 21:30 UTC is already the next day on La Réunion (UTC+4).
    expect(dayIn("Indian/Reunion", "2026-11-20T21:30:00Z")).toBe("2026-11-21");
    const days = daysOf([message(1, "contact", "2026-11-20T19:00:00Z"), message(2, "contact", "2026-11-20T21:30:00Z")], "Indian/Reunion");
    expect(days.map((day) => day.day)).toEqual(["2026-11-20", "2026-11-21"]);
  });

  it("drops a pending message once a committed one carries its client id", () => {
    const pending = [
      { clientId: "a", text: "one", files: [], quick: [], at: "2026-11-20T08:00:00Z", state: "sending" as const },
      { clientId: "b", text: "two", files: [], quick: [], at: "2026-11-20T08:00:00Z", state: "failed" as const },
    ];
    const arrived = [message(1, "agent", "2026-11-20T08:00:00Z", { client_id: "a" })];
    expect(stillPending(pending, arrived).map((one) => one.clientId)).toEqual(["b"]);
  });
});
