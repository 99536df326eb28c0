import { describe, expect, it } from "vitest";
import { told, type Words } from "./brought.ts";

const words: Words = { yes: "oui", no: "non", number: (value) => String(value).replace(".", ","), more: (count) => `et ${count} de plus` };

describe("what a page passed along", () => {
  it("is told by name, and what holds nothing is not", () => {
    expect(told({ cart: null, coupon: "", tried: [], member: true, points: 12.5, level: " or " }, words)).toEqual([
      ["member", ["oui"]],
      ["points", ["12,5"]],
      ["level", ["or"]],
    ]);
  });

  it("shows a list of words on one line and a list of things one by one", () => {
    const cart = [{ name: "Vanille", quantity: 2, price: 9.5 }, { name: "Miel", quantity: 1, gift: false }];
    expect(told({ seen: ["thé", "café"], cart }, words)).toEqual([
      ["seen", ["thé, café"]],
      ["cart", ["Vanille · quantity 2 · price 9,5", "Miel · quantity 1 · gift non"]],
    ]);
  });

  it("shows an object by its keys, whatever lies within", () => {
    expect(told({ order: { id: "A-12", lines: [{ sku: "v1" }, { sku: "m2" }], paid: null } }, words)).toEqual([["order", ["id A-12", "lines v1 · m2"]]]);
  });

  it("says how much more there is of what is long", () => {
    const long = Array.from({ length: 20 }, (_, at) => ({ name: `n${at}` }));
    const [, shown] = told({ long }, words)[0] ?? ["", []];
    expect(shown).toHaveLength(13);
    expect(shown.at(-1)).toBe("et 8 de plus");
  });
});
