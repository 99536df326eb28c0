import { expect, test } from "vitest";
import { filled, inserted, plainName, shownText, variablesOf, without } from "./variables.ts";

const TEXT = "Bonjour {Prénom|cher client}, {town} vous attend. {prenom|x}";

test("the variables of a text are found once each, with what stands instead of them", () => {
  expect(variablesOf(TEXT)).toEqual([{ name: "Prénom", fallback: "cher client" }, { name: "town", fallback: null }]);
});

test("a link is no variable, nor is a brace that stands for itself", () => {
  expect(variablesOf("Voir {link:https://boutique.example/a|b} {lien:https://b.example} \\{x}")).toEqual([]);
});

test("names are compared as people write them", () => {
  expect(["Prénom", "prenom", " PRÉNOM "].map(plainName)).toEqual(["prenom", "prenom", "prenom"]);
  expect(plainName("Date de naissance")).toBe("date_de_naissance");
  expect(plainName("Cœur de métier")).toBe("coeur_de_metier");
});

test("what is known of somebody is filled in, else the words instead of it", () => {
  expect(filled("{a|b} {{c|d}}.", new Map([["a", "A"]]))).toBe("A d.");
});

test("what has nothing to say takes the space before it away", () => {
  expect(filled("Bonjour {prenom}, soldes")).toBe("Bonjour, soldes");
});

test("a brace that stands for itself is shown as one", () => {
  expect(filled("a \\{b\\} \\| \\\\")).toBe("a {b} | \\");
});

test("a link counts as long as a short one", () => {
  expect(filled("{link:https://boutique.example/une/tres/longue/adresse?que=personne&ne=lit}").length).toBe(24);
});

test("where nobody in particular gets it, what it is about is filled in and a link is a word", () => {
  expect(shownText("{Article} est là : {lien:https://b.example} {prénom|à vous}", { article: "Vanille" }, "(lien)")).toBe("Vanille est là : (lien) à vous");
});

test("a variable takes the place of what is selected, and its words instead are selected next", () => {
  const made = inserted("Bonjour X !", 8, 9, { name: "prénom", fallback: "cher client" });
  expect(made.text).toBe("Bonjour {prénom|cher client} !");
  expect(made.text.slice(made.from, made.to)).toBe("cher client");
});

test("a variable without words instead of it leaves the caret behind it", () => {
  expect(inserted("A", 1, 1, { name: "town", fallback: null })).toEqual({ text: "A{town}", from: 7, to: 7 });
});

test("a variable nobody knows goes, its words instead stay", () => {
  expect(without("A {x|b} {y} {link:https://a.example}", "X")).toBe("A b {y} {link:https://a.example}");
  expect(without("A {x}, b", "x")).toBe("A, b");
});
