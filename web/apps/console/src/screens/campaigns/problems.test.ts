import { Refused } from "@guichet/api";
import { expect, test } from "vitest";
import { EMPTY } from "./draft.ts";
import { strangerIn, wayOut, withoutWrong, wrongIn } from "./problems.ts";

const problem = (code: string, place: string | null = null) => ({ code, place, stops: true, detail: "" });
const KNOWN = [{ name: "points", label: "Points de fidélité", kind: "attribute" as const }];

test("a name that stands for nothing is found; those of cards, of the company and of the campaign are not", () => {
  expect(strangerIn("{Prénom|x} {points_de_fidelite} {article} {xylophone|y}", KNOWN, ["article"])).toBe("xylophone");
  expect(strangerIn("{Prénom|x} {points}", KNOWN, [])).toBeNull();
});

test("a name nobody knows is taken out by a click, what stands instead stays", () => {
  const way = wayOut(problem("unknown_name", "wording/text"), { ...EMPTY, text: "Bonjour {xylophone|cher client}" }, KNOWN);
  expect(way).toEqual({ kind: "change", say: "take_out", written: "xylophone", part: { text: "Bonjour cher client" } });
});

test.each([
  ["all_excluded", null, "people"],
  ["never_opens", null, "when"],
  ["something_new", "wording/text", "text"],
  ["something_new", "audience/numbers/3", "people"],
  ["something_new", "timing/at", "when"],
  ["something_new", "wording/sender", "answer"],
] as const)("%s at %s leads to the question about %s", (code, field, say) => {
  expect(wayOut(problem(code, field), EMPTY, [])).toEqual({ kind: "place", say, place: `campaign-${say}` });
});

test("what nobody described has its words alone", () => {
  expect(wayOut(problem("something_new"), EMPTY, [])).toBeNull();
});

test("numbers that are none are taken out, and only those", () => {
  const faults = [{ pointer: "/audience/numbers/1", code: "not_a_phone", detail: "" }, { pointer: "/name", code: "too_long", detail: "" }];
  const refusal = new Refused({ type: "", title: "", status: 422, code: "invalid", faults });
  expect(wrongIn(refusal)).toEqual([1]);
  expect(wrongIn(new Error("other"))).toEqual([]);
  expect(withoutWrong({ lists: ["l"], segments: [], numbers: ["a", "b", "c"] }, [1])).toEqual({ lists: ["l"], segments: [], numbers: ["a", "c"] });
});
