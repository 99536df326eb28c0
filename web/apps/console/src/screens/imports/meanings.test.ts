import { expect, it } from "vitest";
import { asCsv, type Mapping } from "../../data/imports.ts";
import { lacks, meaningsOf, sendable, withMeaning } from "./meanings.ts";

const PLAN: Mapping = { columns: ["name", "phone"], territory: "RE", on_match: "fill", consent: null, list_id: null, list_name: null, tags: [], event_type: null };
const AGREED = { purpose: "marketing", medium: "any", source: "Caisse", date: "2026-02-14" } as const;

it.each<[string, Partial<Mapping>, readonly string[]]>([
  ["a name and a phone", {}, []],
  ["a name alone", { columns: ["name"] }, ["nobody"]],
  ["offers without a source", { consent: { ...AGREED, source: " " } }, ["source"]],
  ["offers without a day", { consent: { ...AGREED, date: null } }, ["date"]],
  ["offers with a column of days", { columns: ["phone", "consent_date"], consent: { ...AGREED, date: null } }, []],
  ["reminders without a day", { consent: { ...AGREED, purpose: "reminders", date: null } }, []],
])("%s", (_, part, found) => {
  expect(lacks("contacts", { ...PLAN, ...part })).toEqual(found);
});

it("events have to be of a type", () => {
  expect(lacks("events", { ...PLAN, columns: ["phone", "event_at"] })).toEqual(["event_type"]);
  expect(lacks("events", { ...PLAN, columns: ["phone", "event_at"], event_type: "achat" })).toEqual([]);
});

it("what only one column can mean is taken from the other; phones may be several", () => {
  expect(withMeaning(["email", "name", "ignore"], 2, "name")).toEqual(["email", "ignore", "name"]);
  expect(withMeaning(["phone", "ignore"], 1, "phone")).toEqual(["phone", "phone"]);
});

it("a column of events is called as it is in the file", () => {
  const groups = meaningsOf("events", [], "fr", { name: "Pointure", meaning: "ignore" });
  expect(groups.flatMap((group) => group.items).find((item) => item.said === "property")).toEqual({ value: "property:Pointure", said: "property", own: "Pointure" });
});

it("refused rows are written so that spreadsheets compute nothing", () => {
  expect(asCsv([["Nom", "Tél"], ['L’"Océan"', "+262 692 12 34 56"], ["=1+1", "a;b"]])).toBe('"Nom";"Tél"\r\n"L’""Océan""";"+262 692 12 34 56"\r\n"\'=1+1";"a;b"\r\n');
});

it("an agreement waits until where and when are told", () => {
  const unproved = { ...AGREED, source: "" };
  expect(sendable({ ...PLAN, consent: unproved }, { consent: unproved, tags: ["a"] })).toEqual({ now: { tags: ["a"] }, later: { consent: unproved } });
  expect(sendable({ ...PLAN, consent: AGREED }, { consent: AGREED })).toEqual({ now: { consent: AGREED }, later: null });
  expect(sendable(PLAN, { consent: null })).toEqual({ now: { consent: null }, later: null });
});
