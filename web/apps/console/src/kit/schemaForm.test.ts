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

test("a setting that names something of the company's says what", () => {
  const [queue, name] = fieldsOf({ properties: { queue: { anyOf: [{ type: "string" }, { type: "null" }], of: "queue" }, name: { type: "string" } } }, "en");
  expect([queue?.of, queue?.nullable, name?.of]).toEqual(["queue", true, undefined]);
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

const nested = {
  properties: {
    texts: { $ref: "#/$defs/Both", default: { en: "", fr: "" }, title: "Your texts" },
    subjects: { type: "array", items: { $ref: "#/$defs/Subject" }, default: [], maxItems: 2, title: "Subjects" },
    days: { type: "array", items: { type: "integer" }, default: [] },
  },
  $defs: {
    Both: { type: "object", properties: { en: { type: "string", maxLength: 300 }, fr: { type: "string", maxLength: 300 } } },
    Subject: {
      type: "object",
      required: ["key"],
      properties: {
        key: { type: "string", maxLength: 40 },
        label: { $ref: "#/$defs/Both" },
        queue: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
      },
    },
  },
};

test("groups and lists of things are edited part by part", () => {
  const fields = fieldsOf(nested, "en");
  expect(fields.map((field) => [field.name, field.kind])).toEqual([
    ["texts", "group"],
    ["subjects", "list"],
    ["days", "values"],
  ]);
  expect(fields[1]?.fields.map((field) => [field.name, field.kind, field.required])).toEqual([
    ["key", "text", true],
    ["label", "group", false],
    ["queue", "text", false],
  ]);
});

test("what is held in lists comes back as it was, numbers as numbers and emptied texts as none", () => {
  const fields = fieldsOf(nested, "en");
  const held = { subjects: [{ key: "orders", label: { en: "Orders", fr: "" }, queue: null }], days: [1, 5] };
  const start = startValues(fields, held);
  expect(start["days"]).toEqual(["1", "5"]);
  expect(start["subjects"]).toEqual([{ key: "orders", label: { en: "Orders", fr: "" }, queue: "" }]);
  expect(valuesToSend(fields, start)).toEqual({ texts: { en: "", fr: "" }, ...held });
});
