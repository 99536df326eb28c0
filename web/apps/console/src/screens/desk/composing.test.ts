import { expect, test } from "vitest";
import { cannedAsked, mentionAsked, replaced } from "./composing.ts";

test("a stroke at the beginning or behind a space asks for a canned reply", () => {
  expect(cannedAsked("/del")).toEqual({ kind: "canned", words: "del", from: 0 });
  expect(cannedAsked("Bonjour /délai")?.words).toBe("délai");
});

test("a date or an address asks for nothing", () => {
  expect(cannedAsked("le 12/03")).toBeNull();
  expect(cannedAsked("https://shop.example/del")).toBeNull();
  expect(mentionAsked("ravi@shop.example")).toBeNull();
});

test("a name of two words is one mention, and what is chosen takes its place", () => {
  const asked = mentionAsked("Vois avec @Ravi Ho");
  expect(asked?.words).toBe("Ravi Ho");
  expect(replaced("Vois avec @Ravi Ho", asked, "@Ravi Hoareau ")).toBe("Vois avec @Ravi Hoareau ");
});
