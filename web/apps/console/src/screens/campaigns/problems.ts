import { Refused } from "@guichet/api";
import type { Problem, Selection, TextName } from "../../data/campaigns.ts";
import type { Form } from "./draft.ts";
import { plainName, variablesOf, without } from "./variables.ts";

/** The way out of what stands against sending: something changed here, a place on this page, another screen. */
export type Way =
  | { readonly kind: "change"; readonly say: "take_out" | "no_cap" | "no_pace"; readonly written: string; readonly part: Partial<Form> }
  | { readonly kind: "place"; readonly say: "people" | "text" | "when" | "answer"; readonly place: string }
  | { readonly kind: "screen"; readonly say: "balance" | "senders"; readonly to: string };

const place = (say: "people" | "text" | "when" | "answer"): Way => ({ kind: "place", say, place: `campaign-${say}` });
const screen = (say: "balance" | "senders", to: string): Way => ({ kind: "screen", say, to });

const NO_CAP: Way = { kind: "change", say: "no_cap", written: "", part: { cap: null } };
const NO_PACE: Way = { kind: "change", say: "no_pace", written: "", part: { pace: "none" } };

const WAYS: Readonly<Record<string, Way>> = {
  nobody_chosen: place("people"),
  empty_audience: place("people"),
  all_excluded: place("people"),
  no_such_list: place("people"),
  list_not_whole: place("people"),
  no_such_segment: place("people"),
  not_a_phone: place("people"),
  no_text: place("text"),
  too_many_parts: place("text"),
  not_in_alphabet: place("text"),
  too_few_codes: place("text"),
  codes_being_read: place("text"),
  place_not_closed: place("text"),
  place_empty: place("text"),
  place_not_a_name: place("text"),
  link_not_an_address: place("text"),
  never_opens: place("when"),
  closed_for_long: place("when"),
  closed_now: place("when"),
  in_the_past: place("when"),
  not_allowed: place("answer"),
  sender_not_registered: screen("senders", "/texts/senders"),
  not_enough: screen("balance", "/texts/balance"),
  sending_stopped: screen("balance", "/texts/balance"),
  cap_other_currency: NO_CAP,
  cap_too_low: NO_CAP,
  not_with_local: NO_PACE,
};

/** What stands on every card, as people call it; the server knows the same names. */
const ON_CARDS = [
  "name", "full_name", "nom_complet", "first_name", "firstname", "prenom", "last_name", "lastname", "surname", "nom", "nom_de_famille",
];

/** The first name in a text that stands for nothing. */
export function strangerIn(text: string, known: readonly TextName[], parameters: readonly string[]): string | null {
  const names = new Set([...ON_CARDS, ...known.flatMap((one) => [plainName(one.name), plainName(one.label)]), ...parameters.map(plainName)]);
  return variablesOf(text).find((one) => !names.has(plainName(one.name)))?.name ?? null;
}

/** What helps; nothing where only the words do. */
export function wayOut({ code, place: field }: Problem, form: Form, known: readonly TextName[]): Way | null {
  const stranger = code.startsWith("unknown_name") ? strangerIn(form.text, known, Object.keys(form.parameters)) : null;
  if (stranger) return { kind: "change", say: "take_out", written: stranger, part: { text: without(form.text, stranger) } };
  return WAYS[code] ?? fieldWay(field ?? "");
}

/** To where the field stands on the page. */
function fieldWay(field: string): Way | null {
  if (field.includes("text")) return place("text");
  if (field.includes("audience")) return place("people");
  if (field.includes("timing") || field.includes("offer_ends_at")) return place("when");
  return field.includes("sender") ? place("answer") : null;
}

const A_NUMBER = /^\/?audience\/numbers\/(\d+)$/;

/** Places of pasted numbers that are no telephone numbers, as the server told. */
export function wrongIn(error: unknown): readonly number[] {
  const faults = error instanceof Refused ? (error.problem.faults ?? []) : [];
  return faults.flatMap((fault) => A_NUMBER.exec(fault.pointer)?.[1] ?? []).map(Number);
}

export const withoutWrong = (people: Selection, wrong: readonly number[]): Selection => ({ ...people, numbers: people.numbers.filter((_, place) => !wrong.includes(place)) });
