import { expect, test } from "vitest";
import { insertedAt, partsOf } from "./filling.ts";

const EXAMPLE = { "contact.name": "Marie Hoarau", "contact.first_name": "Marie", "agent.name": "Ravi", subject: "livraison", "queue.name": "Ventes" };

test("blanks are shown with an example, what a page passes by its name, and what nothing fills as it was typed", () => {
  expect(partsOf("Bonjour {contact.first_name}, commande {context.order.id} {nobody}.", EXAMPLE)).toEqual([
    { text: "Bonjour ", kind: "plain" },
    { text: "Marie", kind: "filled" },
    { text: ", commande ", kind: "plain" },
    { text: "order.id", kind: "open" },
    { text: " ", kind: "plain" },
    { text: "{nobody}", kind: "unknown" },
    { text: ".", kind: "plain" },
  ]);
  expect(partsOf("", EXAMPLE)).toEqual([]);
  expect(partsOf("{Not one} {", EXAMPLE)).toEqual([{ text: "{Not one} {", kind: "plain" }]);
});

test("a blank goes where the caret is, in place of what is selected, and never sticks to a word", () => {
  expect(insertedAt("Bonjour", 7, 7, "{subject}")).toEqual({ text: "Bonjour {subject}", from: 17, to: 17 });
  expect(insertedAt("Bonjour vous !", 8, 12, "{subject}")).toEqual({ text: "Bonjour {subject} !", from: 17, to: 17 });
  expect(insertedAt("", 0, 0, "{subject}").text).toBe("{subject}");
});
