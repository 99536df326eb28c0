import { expect, test } from "vitest";
import type { Judgement } from "../../data/campaigns.ts";
import { instead, worthSaying } from "./advising.ts";

const FINDING = { code: "text_speak", sentence: "« Bjr » : écrivez « bonjour ».", start: 0, end: 3, instead: "Bonjour" };
const rule = (name: string, grade: Judgement["grade"], findings = [FINDING]): Judgement => ({ rule: name, title: name, why: "", grade, findings });

test("what is to one's harm is said first, what is good or cannot be said yet is not", () => {
  const all = [rule("a", "better"), rule("b", "good"), rule("c", "bad"), rule("d", "open"), rule("e", "later"), rule("f", "better", [])];
  expect(worthSaying(all).map((one) => one.rule)).toEqual(["c", "a"]);
});

test("a word is replaced where it stands, counted in characters", () => {
  expect(instead("Bjr tous", FINDING)).toBe("Bonjour tous");
  expect(instead("😀 Bjr", { ...FINDING, start: 2, end: 5 })).toBe("😀 Bonjour");
});

test("what has no place or nothing to stand there changes nothing", () => {
  expect(instead("Bjr", { ...FINDING, start: null })).toBe("Bjr");
  expect(instead("Bjr", { ...FINDING, instead: null })).toBe("Bjr");
});
