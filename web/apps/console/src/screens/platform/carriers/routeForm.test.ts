import { expect, test } from "vitest";
import { fieldsOf } from "../../../kit/schemaForm.ts";
import { draftFrom, sectionsOf, valuesOf } from "./routeForm.ts";

const SCHEMA = {
  properties: {
    host: { type: "string", title: "Host" },
    odd: { type: "string", title: "Odd" },
    rate: { anyOf: [{ type: "number" }, { type: "null" }], title: "Rate", default: null },
    errors: { type: "object", title: "Errors", additionalProperties: { enum: ["throttle", "permanent"], type: "string" }, default: {} },
    receipt: { anyOf: [{ $ref: "#/$defs/Call" }, { type: "null" }], title: "Receipt", default: null },
  },
  required: ["host"],
  $defs: { Call: { type: "object", properties: { id: { type: "string", title: "Id" } }, required: ["id"] } },
};
const fields = fieldsOf(SCHEMA, "en");

test("settings stand in their groups, and what has none stands last", () => {
  expect(sectionsOf(fields).map(({ name, fields: own }) => [name, own.map((one) => one.name)])).toEqual([
    ["account", ["host"]],
    ["speed", ["rate"]],
    ["receipts", ["errors", "receipt"]],
    ["more", ["odd"]],
  ]);
});

test("what is edited comes back as it was", () => {
  const draft = {
    title: "Océan, 1",
    binds: 2,
    enabled: true,
    prefixes: ["262"],
    day_quota: 5,
    cost_list_id: null,
    abilities: { RE: { answerable: true, stop_by_reply: true, named_senders: false, concatenation: true } },
    settings: { host: "a", odd: "b", rate: 12.5, errors: { "0x58": "throttle" }, receipt: { id: "MessageSid" } },
  };
  expect(draftFrom(valuesOf(draft, fields, draft.settings), fields, true)).toEqual(draft);
});

test("what is left empty is not sent, and prefixes are digits", () => {
  const values = { ...valuesOf(null, fields, {}), route_title: " New ", route_prefixes: ["+262 692", "0033", "-"] };
  expect(draftFrom(values, fields, false)).toMatchObject({
    title: "New",
    enabled: false,
    prefixes: ["262692", "33"],
    day_quota: null,
    settings: { host: "", rate: null, errors: {}, receipt: null },
  });
});
