import { expect, test } from "vitest";
import { renewed, type ContactImport, type ImportNews } from "./imports.ts";

const held = { id: "1", version: 3, state: "running", done: 100, columns: [{ name: "Nom" }] } as unknown as ContactImport;
const news = (version: number, done: number): ImportNews => ({ id: "1", version, state: "running", done }) as unknown as ImportNews;

test("what was pushed later counts, and columns stay", () => {
  expect(renewed(held, news(4, 250))).toMatchObject({ version: 4, done: 250, columns: [{ name: "Nom" }] });
});

test("what is older than known changes nothing", () => {
  expect(renewed(held, news(3, 50))).toBe(held);
  expect(renewed(held, news(2, 50))).toBe(held);
});
