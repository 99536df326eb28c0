import { expect, test } from "vitest";
import cases from "./gsm7.cases.json";
import { apply, count, economise, revert } from "./counting.ts";

const pairs = (found: readonly { readonly at: number; readonly character: string }[]) => found.map((one) => [one.at, one.character]);

test.each(cases.texts.map((one) => [one.text.slice(0, 24), one] as const))("%s counts as it does on the server", (_, one) => {
  const { dear, ...found } = count(one.text);
  const { encoding, units, parts, room, perPart } = one;
  expect(found).toEqual({ encoding, units, parts, room, perPart });
  expect(pairs(dear)).toEqual(one.dear);
  const offer = economise(one.text);
  expect(offer.changes.map(({ at, before, after }) => [at, before, after])).toEqual(one.changes);
  expect(pairs(offer.left)).toEqual(one.left);
  expect(apply(one.text, offer.changes)).toBe(one.cheaper);
  expect(revert(one.cheaper, offer.changes)).toBe(one.text);
});

test("the same is offered for every character", () => {
  const offered = Object.keys(cases.letters).map((letter) => [letter, economise(letter).changes[0]?.after]);
  expect(Object.fromEntries(offered)).toEqual(cases.letters);
});

test("one of several changes is made, and taken back, alone", () => {
  const text = "L’été à Nîmes…";
  const offer = economise(text).changes;
  const [first] = offer;
  const some = first ? [first] : [];
  expect(offer.map((one) => one.before)).toEqual(["’", "î", "…"]);
  expect(apply(text, some)).toBe("L'été à Nîmes…");
  expect(revert(apply(text, some), some)).toBe(text);
});
