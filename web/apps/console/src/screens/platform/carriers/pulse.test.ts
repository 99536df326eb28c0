import { describe, expect, it, test } from "vitest";
import { arrival, heard, lossOf, REMEMBERED, SILENT, standingOf, trouble, type Bind, type Pulse } from "./pulse.ts";

const bind = (state: Bind["state"], words: string | null = null): Bind => ({ bind: 1, state, window: 10, outstanding: 0, answer_ms: null, throttled: 0, words });

const pulse = (states: readonly Bind["state"][], more: Partial<Pulse> = {}): Pulse => ({
  route_id: "r",
  open: states.filter((state) => state === "open" || state === "waiting").length,
  binds: states.map((state) => bind(state)),
  window: 10,
  outstanding: 0,
  answer_ms: null,
  lying: 0,
  rate: 0,
  handed: 0,
  refused: 0,
  cut: 0,
  receipts: 0,
  delivered: 0,
  delay_ms: null,
  reasons: [],
  ...more,
});

const on = { enabled: true, isolated_at: null };

describe("how a route stands", () => {
  it.each([
    ["open", on, pulse(["open", "open"]), false],
    ["partly", on, pulse(["open", "closed"]), false],
    ["slow", on, pulse(["open", "waiting"]), false],
    ["down", on, pulse(["closed"]), false],
    ["down", on, pulse(["silent"]), false],
    ["refused", on, pulse(["closed", "refused"]), false],
    ["connecting", on, pulse(["connecting"]), false],
    ["connecting", on, pulse([]), false],
    ["connecting", on, undefined, false],
    ["unknown", on, pulse(["open"]), true],
    ["off", { enabled: false, isolated_at: null }, pulse(["open"]), true],
    ["isolated", { enabled: true, isolated_at: "2026-01-01T00:00:00Z" }, pulse(["open"]), false],
  ] as const)("%s", (wanted, route, told, silent) => {
    expect(standingOf(route, told, silent)).toBe(wanted);
  });
});

test("words are kept, and the speeds of the last minute", () => {
  let all = SILENT;
  for (let second = 0; second < REMEMBERED + 5; second += 1) {
    all = heard(all, { kind: "pulses", holder: "sms1", items: [pulse(["open"], { rate: second })] }, second);
  }
  expect(all.holder).toBe("sms1");
  expect(all.heardAt).toBe(REMEMBERED + 4);
  expect(all.speeds.get("r")).toHaveLength(REMEMBERED);
  expect(all.speeds.get("r")?.at(-1)).toBe(REMEMBERED + 4);
  expect(heard(all, { kind: "typing" }, 99)).toBe(all);
});

test("a route that is gone is forgotten", () => {
  const before = heard(SILENT, { kind: "pulses", items: [pulse(["open"])] }, 1);
  expect(heard(before, { kind: "pulses", items: [] }, 2).of.size).toBe(0);
});

test("shares are of what was told, and none without", () => {
  const told = pulse(["open"], { handed: 90, refused: 8, cut: 2, receipts: 50, delivered: 45 });
  expect(arrival(told)).toBe(0.9);
  expect(trouble(told)).toBe(0.1);
  expect(arrival(pulse(["open"]))).toBeNull();
  expect(trouble(undefined)).toBeNull();
});

test("the carrier's words stand beside a refusal", () => {
  expect(lossOf({ ...pulse([]), binds: [bind("open"), bind("refused", "0x0e: wrong password")] })).toEqual({ refused: true, words: "0x0e: wrong password" });
  expect(lossOf(pulse(["open"]))).toBeNull();
});
