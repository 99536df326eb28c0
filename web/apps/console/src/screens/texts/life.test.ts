import { expect, test } from "vitest";
import { renewal, type Happening, type SentText } from "../../data/texts.ts";
import { groupOf, isFree, story } from "./life.ts";

const AT = "2026-11-26T08:00:00Z";
const happened = (kind: Happening["kind"], part: number | null, parts: number | null, more: Partial<Happening> = {}): Happening => ({
  kind, at: AT, part, parts, route_id: part ? "r1" : null, code: null, detail: {}, said: null, ...more,
});
const message = (state: SentText["state"], ...life: readonly Happening[]): SentText => ({
  id: "m", to: "+262692123456", sender: "VANILLE", text: "Bonjour", purpose: "service", state, accepted_at: AT, send_at: AT,
  expires_at: null, reference: null, tags: [], price: null, life: [...life],
});

test("parts that went together are one line", () => {
  const told = story(message("delivered", happened("handed", 1, 2), happened("handed", 2, 2), happened("delivered", 1, 2), happened("delivered", 2, 2)));
  expect(told.map((line) => [line.kind, line.parts, line.of])).toEqual([["accepted", 0, 0], ["handed", 2, 2], ["delivered", 2, 2]]);
});

test("a second way is told apart, and what was said and until when is kept", () => {
  const held = happened("held", null, null, { said: "Sunday", detail: { held_until: AT } });
  const told = story(message("handed", held, happened("refused", 1, 1, { code: "8" }), happened("handed", 1, 1, { route_id: "r2" })));
  expect(told.map((line) => [line.kind, line.way, line.until])).toEqual([
    ["accepted", 0, null], ["held", 0, AT], ["refused", 1, null], ["handed", 2, null],
  ]);
});

test("a part that arrives much later is a line of its own", () => {
  const late = happened("delivered", 2, 2, { at: "2026-11-26T09:00:00Z" });
  expect(story(message("delivered", happened("delivered", 1, 2), late)).map((line) => line.parts)).toEqual([0, 1, 1]);
});

test("what is final is not asked for again, what just left soon, what waits seldom", () => {
  expect(renewal(message("delivered"), Date.parse(AT))).toBe(false);
  expect(renewal(message("handed"), Date.parse(AT) + 1_000)).toBe(1_500);
  expect(renewal(message("held"), Date.parse(AT) + 3_600_000)).toBe(20_000);
  expect([groupOf("denied"), groupOf("unknown")]).toEqual(["failed", "underway"]);
});

test("what never left is charged to nobody, what a carrier had is, and what waits will be", () => {
  const refused = happened("refused", 1, 2);
  expect(isFree(message("cancelled", happened("cancelled", null, null)))).toBe(true);
  expect(isFree(message("expired"))).toBe(true);
  expect(isFree(message("refused", refused))).toBe(true);
  expect(isFree(message("refused", refused, happened("handed", 2, 2)))).toBe(false);
  expect(isFree(message("undelivered", happened("handed", 1, 1), happened("undelivered", 1, 1)))).toBe(false);
  expect(isFree(message("held", happened("held", null, null)))).toBe(false);
});
