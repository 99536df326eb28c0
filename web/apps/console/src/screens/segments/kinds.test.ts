import { expect, it } from "vitest";
import { found, offersOf } from "./kinds.ts";

const GROUND = {
  attributes: [
    { id: "1", version: 1, key: "zip", label: { fr: "Code postal", en: "Postcode" }, type: "text" as const, choices: [], meaning: "postcode" as const, place: 0 },
    { id: "2", version: 1, key: "gold", label: { fr: "Carte dorée", en: "Gold card" }, type: "boolean" as const, choices: [], meaning: null, place: 1 },
  ],
  types: [{ name: "Achat", version: 1, properties: { category: ["text" as const], amount: ["number" as const] }, first_at: "2026-01-01T00:00:00Z" }],
  facts: [{ source: "interactions", fact: "open" }, { source: "interactions", fact: "unheard_of" }],
  language: "fr" as const,
};

it("only what the company can ask is offered", () => {
  const ids = offersOf(GROUND).map((one) => one.id);
  expect(ids).toEqual(expect.arrayContaining(["place", "attribute:gold", "event:Achat", "event:Achat:category", "event:Achat:amount", "fact:interactions.open", "tags"]));
  expect(ids).not.toContain("sex");
  expect(ids).not.toContain("age");
  expect(ids).not.toContain("attribute:zip");
  expect(ids).not.toContain("fact:interactions.unheard_of");
});

it.each([["meme categ", "event:Achat:category"], ["DOREE", "attribute:gold"], ["réclamation", "fact:interactions.open"]])("%s finds %s", (typed, id) => {
  const said = offersOf(GROUND).map((offer) => ({ offer, said: offer.words.name ?? offer.words.key }));
  expect(found(said, typed).map((one) => one.offer.id)).toContain(id);
});
