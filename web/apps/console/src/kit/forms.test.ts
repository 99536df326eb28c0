import { expect, test } from "vitest";
import { faultsByField, fieldOf } from "./forms.ts";

const fault = (pointer: string, detail: string) => ({ pointer, code: "wrong", detail });

test.each([
  ["/email", "email"],
  ["/body/email", "email"],
  ["/roles/0", "roles"],
  ["/settings/colour", "colour"],
  ["/elsewhere", undefined],
  ["", undefined],
])("%s is said beside %s", (pointer, field) => {
  expect(fieldOf(pointer, ["email", "roles", "colour"])).toBe(field);
});

test("each message stands beside its field", () => {
  const faults = [fault("/email", "No such address."), fault("/roles/0", "Unknown role.")];
  expect(faultsByField(faults, ["email", "roles"])).toEqual({ email: "No such address.", roles: "Unknown role." });
});

test("a fault of no field is left to be said above the form", () => {
  expect(faultsByField([fault("/email", "x"), fault("/zone", "y")], ["email"])).toBeNull();
  expect(faultsByField([], ["email"])).toBeNull();
});
