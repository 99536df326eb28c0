import { expect, test } from "vitest";
import { fieldsOf, startValues, valuesToSend } from "./schemaForm.ts";

const schema = {
  properties: {
    greeting: {
      anyOf: [{ type: "string", maxLength: 300 }, { type: "null" }],
      default: null,
      title: "Greeting",
      description: "Before they write.",
      fr: { title: "Accueil", description: "Avant le premier message." },
    },
    colour: { type: "string", format: "color", default: "#1f5fbf", title: "Colour" },
    side: { enum: ["right", "left"], type: "string", default: "right", title: "Side", fr: { titles: { left: "Gauche" } } },
    secret: { type: "string", format: "password", title: "Secret" },
    port: { type: "integer", minimum: 1, maximum: 65_535, default: 993 },
    tls: { type: "boolean", default: true },
  },
  required: ["secret"],
};

test("each setting is edited with what suits it", () => {
  const kinds = fieldsOf(schema, "en").map((field) => [field.name, field.kind]);
  expect(kinds).toEqual([
    ["greeting", "long"],
    ["colour", "colour"],
    ["side", "choice"],
    ["secret", "secret"],
    ["port", "number"],
    ["tls", "switch"],
  ]);
});

test("texts are in the reader's language, with English where French is missing", () => {
  const [greeting, colour, side] = fieldsOf(schema, "fr");
  expect(greeting?.title).toBe("Accueil");
  expect(colour?.title).toBe("Colour");
  expect(side?.choices).toEqual([
    { value: "right", label: "right" },
    { value: "left", label: "Gauche" },
  ]);
});

test("what is held wins over what a channel proposes", () => {
  const fields = fieldsOf(schema, "en");
  expect(startValues(fields, { side: "left" })).toEqual({
    greeting: "",
    colour: "#1f5fbf",
    side: "left",
    secret: "",
    port: 993,
    tls: true,
  });
});

test("an emptied text that may be missing is sent as none", () => {
  const fields = fieldsOf(schema, "en");
  const sent = valuesToSend(fields, { ...startValues(fields, {}), greeting: "", secret: "" });
  expect(sent["greeting"]).toBeNull();
  expect(sent["secret"]).toBe("");
});
