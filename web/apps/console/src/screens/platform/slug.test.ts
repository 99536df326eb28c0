import { describe, expect, it } from "vitest";
import { slugOf } from "./slug.ts";

describe("the address made of a name", () => {
  it.each([
    ["Maison Vanille", "maison-vanille"],
    ["Épicerie d’Été & Fils", "epicerie-d-ete-fils"],
    ["  --  ", ""],
    ["a".repeat(39) + " bcd", "a".repeat(39)],
  ])("%j becomes %j", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});
