import type { Say } from "../../../locales/keys.ts";
import { expect, it } from "vitest";
import { partsOf, reasonIn } from "./reasons.ts";

const SAID: Readonly<Record<string, string>> = { "causes.link_closed": "la connexion a été fermée", "codes.esme_rinvpaswd": "mauvais mot de passe" };

const t = ((key: string, values: { readonly words?: string }) => (key === "causes.quoted" ? `« ${values.words ?? ""} »` : (SAID[key] ?? ""))) as unknown as Say<"carriers">;

it.each([
  ["link_closed: the connection was closed", "la connexion a été fermée"],
  ["ESME_RINVPASWD: invalid password", "mauvais mot de passe"],
  ["403: account not paid", "« account not paid »"],
  ["0x0e: ", "« 0x0e »"],
  ["unwell", "« unwell »"],
])("%s is said as %s", (told, said) => {
  expect(reasonIn(told, t)).toBe(said);
});

it("what is no code is all words", () => {
  expect(partsOf("certificate of today: wrong")).toEqual({ code: "", words: "certificate of today: wrong" });
});
