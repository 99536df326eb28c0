import { expect, test } from "vitest";
import { bodyOf, EMPTY, instantIn, isNumber, MOST, numbersIn, withPeople } from "./draft.ts";

test("numbers are found in a pasted column, and words are not numbers", () => {
  expect(numbersIn("Nom;0692 12 34 56\n+33 6 12 34 56 78,\tabc; (0262) 20-30-40")).toEqual(["0692 12 34 56", "+33 6 12 34 56 78", "(0262) 20-30-40"]);
  expect(["0692", "+262692123456", "36", "Marie", "12e étage"].map(isNumber)).toEqual([true, true, false, false, false]);
});

test("nobody is written to twice, and no more than the server takes", () => {
  const one = { to: "0692 12 34 56", name: "Marie" };
  expect(withPeople([one], [{ to: "0692123456", name: null }, { to: "0692123457", name: null }]).map((p) => p.name)).toEqual(["Marie", null]);
  const many = Array.from({ length: MOST + 5 }, (_, n) => ({ to: String(262_692_000_000 + n), name: null }));
  expect(withPeople([], many)).toHaveLength(MOST);
});

test("a time on the wall is an instant, also where the clock has just changed", () => {
  expect(instantIn("Indian/Reunion", "2026-11-27T09:00")).toBe("2026-11-27T05:00:00.000Z");
  expect(instantIn("Europe/Paris", "2026-03-29T09:00")).toBe("2026-03-29T07:00:00.000Z");
  expect(instantIn("Europe/Paris", "2026-03-28T09:00")).toBe("2026-03-28T08:00:00.000Z");
});

test("nothing is asked while somebody or something to say is missing", () => {
  const people = [{ to: "0692123456", name: null }];
  expect(bodyOf({ ...EMPTY, text: " " , people }, "", "UTC")).toBeNull();
  expect(bodyOf({ ...EMPTY, text: "Bonjour" }, "", "UTC")).toBeNull();
  const body = bodyOf({ ...EMPTY, text: "Bonjour", people, consent: "optin", later: true, at: "2026-11-27T09:00" }, "", "UTC");
  expect([body?.sender, body?.consent, body?.send_at]).toEqual([null, "none", "2026-11-27T09:00:00.000Z"]);
});
