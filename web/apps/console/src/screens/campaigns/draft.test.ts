import { expect, test } from "vitest";
import { bodyOf, EMPTY, formOf, isBegun, isWhole, nameFrom, wallIn, type Form } from "./draft.ts";

const ZONE = "Indian/Reunion";
const PROPOSED = { answerable: false, sender: "VANILLE", name: "Texte du 26 novembre" };
const WHOLE: Form = {
  ...EMPTY, name: "Soldes", answerable: true, sender: "+262262123456", text: "Bonjour {first_name|cher client}", consent: "optin", economical: true,
  people: { segments: ["s"], lists: ["l"], numbers: ["+262692123456"] }, minus: { segments: [], lists: ["m"], numbers: [] },
  when: "at", at: "2026-12-01T09:30", pace: "end_by", endBy: "2026-12-01T18:00", endsAt: "2026-12-24T23:59", control: 10, cap: 12.5, tags: ["noel"],
};

test("what is kept is written on as it was", () => {
  expect(formOf(bodyOf(WHOLE, PROPOSED, ZONE, "EUR"), ZONE)).toEqual(WHOLE);
});

test("a time is one of the company's wall", () => {
  expect(bodyOf(WHOLE, PROPOSED, ZONE, "EUR").timing.at).toBe("2026-12-01T05:30:00.000Z");
  expect(wallIn(ZONE, "2026-12-01T05:30:00Z")).toBe("2026-12-01T09:30");
  expect(wallIn(ZONE, null)).toBe("");
});

test("where nobody chose, what is proposed counts", () => {
  const { name, wording, timing } = bodyOf({ ...EMPTY, text: "Soldes" }, PROPOSED, ZONE, "EUR");
  expect([name, wording.sender, wording.answerable, timing.at]).toEqual(["Texte du 26 novembre", "VANILLE", false, null]);
});

test("the operator's own number is no sender of the company", () => {
  expect(bodyOf({ ...EMPTY, sender: "" }, PROPOSED, ZONE, "EUR").wording.sender).toBeNull();
});

test("news need no agreement", () => {
  expect(bodyOf({ ...WHOLE, purpose: "service" }, PROPOSED, ZONE, "EUR").wording.consent).toBe("none");
  expect(isWhole({ ...WHOLE, purpose: "service", consent: "none" })).toBe(true);
});

test.each([
  ["nobody", { people: EMPTY.people }],
  ["no text", { text: "  " }],
  ["no time", { at: "" }],
  ["no end", { endBy: "" }],
  ["an offer nobody agreed to", { consent: "none" }],
] as const)("with %s it is not whole", (_, part) => {
  expect(isWhole(WHOLE)).toBe(true);
  expect(isWhole({ ...WHOLE, ...part })).toBe(false);
});

test("by everybody's own clock there is no pace, nor by the team where nobody can answer", () => {
  expect(bodyOf({ ...WHOLE, when: "local" }, PROPOSED, ZONE, "EUR").timing).toMatchObject({ local: true, pace: { kind: "none", by: null } });
  expect(bodyOf({ ...WHOLE, pace: "agents" }, PROPOSED, ZONE, "EUR").timing.pace.kind).toBe("agents");
  expect(bodyOf({ ...WHOLE, pace: "agents", answerable: false }, PROPOSED, ZONE, "EUR").timing.pace.kind).toBe("none");
});

test("an empty page is not kept", () => {
  expect(isBegun(EMPTY)).toBe(false);
  expect(isBegun({ ...EMPTY, text: "a" })).toBe(true);
  expect(isBegun({ ...EMPTY, everybody: true })).toBe(true);
});

test("a text without a name is called by its first words", () => {
  expect(nameFrom("Bonjour {first_name|cher client},\n soldes !", "x")).toBe("Bonjour cher client, soldes !");
  expect(nameFrom(" ", "Texte du 26")).toBe("Texte du 26");
  expect(nameFrom("mot ".repeat(40), "x")).toMatch(/^(mot )+mot…$/);
  expect(nameFrom("m".repeat(100), "x").length).toBeLessThanOrEqual(60);
});
