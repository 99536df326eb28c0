import { expect, test } from "vitest";
import type { Trigger } from "../../../data/automatic.ts";
import { againFrom, causeOf, checkOf, inShort, isSet, limitsFor, limitsOf, NEW_PLAN, parametersOf, planOf, unitOfMinutes, variablesFor, type Plan } from "./plan.ts";

const SHAPES = { place: ["text"], seats: ["number"], vip: ["boolean"] };
const NO_LIMITS = { recipients: null, pause_minutes: null, texts: null, days: 30 };
const SEEN = { properties: ["starts_at", "place"], values: { starts_at: "2026-03-02T08:00:00+04:00" } };

test.each<Trigger["when"]>([
  { kind: "call" },
  { kind: "event", type: "booking", where: { place: "Saint-Denis", seats: 2, vip: true } },
  { kind: "before", type: "booking", where: {}, property: "starts_at", minutes: null, days: 1, at: "18:00:00", cancelled_by: "booking cancelled", reference: "reference" },
  { kind: "before", type: "booking", where: {}, property: "starts_at", minutes: 90, days: null, at: null, cancelled_by: null, reference: "number" },
  { kind: "again", every: "month", weekday: 0, day: 31, at: "09:30:00", local: true },
])("what is kept comes back as it was: %j", (when) => {
  expect(causeOf(planOf({ when, limits: NO_LIMITS }, []), SHAPES)).toEqual(when);
});

test("a value is what the events say it is", () => {
  expect([checkOf("2", "number"), checkOf("2,5", "number"), checkOf("2", "text"), checkOf("true", "boolean")]).toEqual([2, 2.5, "2", true]);
  expect(checkOf("many", "number")).toBe("many");
});

test.each<[string, Partial<Plan>, boolean]>([
  ["an event without a type", { kind: "event" }, false],
  ["an event", { kind: "event", type: "booking" }, true],
  ["an appointment without an hour", { kind: "before", type: "booking", at: "" }, false],
  ["an appointment some hours ahead", { kind: "before", type: "booking", ahead: "hours", at: "" }, true],
  ["every week without an hour", { kind: "again", at: "" }, false],
  ["a button", { kind: "call" }, true],
])("%s", (_, part, whole) => {
  expect(isSet({ ...NEW_PLAN, ...part })).toBe(whole);
});

test("how often one person gets it counts only where it is for one person", () => {
  expect(limitsOf({ ...NEW_PLAN, kind: "event", ...limitsFor("event") })).toMatchObject({ texts: 1, days: 1 });
  expect(limitsOf({ ...NEW_PLAN, kind: "again", texts: 3 })).toMatchObject({ texts: null });
  expect(limitsOf({ ...NEW_PLAN, kind: "call", ...limitsFor("call") })).toMatchObject({ recipients: 1_000, pause_minutes: 60 });
});

test("a text may say what the event says, and only what it names is asked for", () => {
  const plan: Plan = { ...NEW_PLAN, kind: "before", type: "booking" };
  expect(parametersOf(plan, "Rendez-vous le {starts_at}", SEEN, {})).toEqual({ starts_at: "2026-03-02T08:00:00+04:00" });
  expect(parametersOf(plan, "Bonjour {prénom}", SEEN, {})).toEqual({});
  expect(variablesFor(plan, SEEN).map((one) => one.name)).toEqual(["starts_at", "place"]);
});

test("as long as nothing is known of an event, what was kept and is named stays, and when it is can be said", () => {
  const plan: Plan = { ...NEW_PLAN, kind: "before", type: "booking" };
  const none = { properties: [], values: {} };
  expect(parametersOf(plan, "{starts_at} {place}", none, { place: "x", gone: "y" })).toEqual({ starts_at: "starts_at", place: "x" });
  expect(variablesFor(plan, none).map((one) => one.name)).toEqual(["starts_at"]);
});

test("a button says what it was told to say, with the examples kept", () => {
  const plan: Plan = { ...NEW_PLAN, kind: "call", names: ["article", "Catégorie"] };
  expect(parametersOf(plan, "", SEEN, { article: "Veja V-10" })).toEqual({ article: "Veja V-10", categorie: "Catégorie" });
  expect(variablesFor(plan, SEEN).map((one) => one.name)).toEqual(["article", "categorie"]);
});

test("what comes again keeps what the draft speaks of", () => {
  expect(parametersOf({ ...NEW_PLAN, kind: "again" }, "", SEEN, { article: "x" })).toEqual({ article: "x" });
});

test.each<[Parameters<typeof againFrom>[0], Partial<Plan>]>([
  [{ when: "now", at: "2026-12-01T09:30" }, { at: "18:00", every: "week", local: false }],
  [{ when: "at", at: "" }, { at: "18:00" }],
  [{ when: "at", at: "2026-12-06T09:30" }, { at: "09:30", weekday: 6, day: 6, local: false }],
  [{ when: "local", at: "2026-12-01T08:00" }, { at: "08:00", weekday: 1, day: 1, local: true }],
])("a campaign planned so: %j goes again at that hour", (form, part) => {
  expect(againFrom(form)).toMatchObject({ kind: "again", ...part });
});

test("a text in short has dots for what differs and a word for its link", () => {
  expect(inShort("{first name|Hello}: {article} is here {link:https://shop.example} ", { article: "Veja" }, "(link)")).toBe("Hello: … is here (link)");
});

test("a length of time is told in the unit it is whole in", () => {
  expect([unitOfMinutes(30), unitOfMinutes(120), unitOfMinutes(2_880)]).toEqual([
    { unit: "minute", count: 30 },
    { unit: "hour", count: 2 },
    { unit: "day", count: 2 },
  ]);
});
