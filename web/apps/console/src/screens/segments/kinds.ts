import type { AttributeDefinition } from "@guichet/api";
import type { EventType } from "../../data/segments.ts";
import { kindOfEvent } from "../contacts/events.ts";
import { parameterFor } from "./form.ts";
import type { AttributeTest, Happened, Leaf } from "./language.ts";

/** What the requests and campaigns tell of people; a word goes with some. */
export const FACT_VALUES: Readonly<Record<string, "none" | "medium" | "topic" | "stars" | "campaign">> = {
  "interactions.open": "topic",
  "interactions.asked": "topic",
  "interactions.medium": "medium",
  "interactions.topic": "topic",
  "interactions.rated": "stars",
  "interactions.rated_low": "none",
  "interactions.rated_high": "none",
  "campaigns.sent": "campaign",
  "campaigns.delivered": "campaign",
  "campaigns.clicked": "campaign",
  "campaigns.answered": "campaign",
  "campaigns.failed": "campaign",
};

export type Section = "person" | "done" | "known";

/** Something one can say of people, offered in the menu. */
export interface Offer {
  readonly id: string;
  readonly section: Section;
  /** The key of its words, with what fills their holes. */
  readonly words: { readonly key: string; readonly name?: string };
  /** Words it is found by beside its own, in both languages. */
  readonly also: string;
  readonly make: () => Leaf;
}

export interface KnownFact {
  readonly source: string;
  readonly fact: string;
}

export interface Ground {
  readonly attributes: readonly AttributeDefinition[];
  readonly types: readonly EventType[];
  readonly facts: readonly KnownFact[];
  readonly language: "fr" | "en";
}

/** Everything this company can ask of people, in the order of the menu. */
export function offersOf(ground: Ground): readonly Offer[] {
  return [...personOffers(ground), ...doneOffers(ground), ...knownOffers()];
}

function personOffers({ attributes, language }: Ground): readonly Offer[] {
  const means = (meaning: AttributeDefinition["meaning"]): boolean => attributes.some((one) => one.meaning === meaning);
  const placed = means("postcode") || means("commune");
  return [
    ...(means("sex") ? [offer("sex", "person", "femme homme woman man sexe", () => ({ kind: "sex", one_of: ["female"] }))] : []),
    ...(means("birth_date") ? [offer("age", "person", "jeune vieux ans young old years", () => ({ kind: "age", minimum: null, maximum: 29 }))] : []),
    ...(placed ? [offer("place", "person", "ville commune code postal zone carte town postcode map nord sud", () => ({ kind: "place", postcodes: [], communes: [], zone: null }))] : []),
    ...attributes.filter((one) => one.meaning === null || one.meaning === "birth_date").map((one): Offer => ({
      id: `attribute:${one.key}`,
      section: "person",
      words: { key: one.meaning === "birth_date" ? "birthday" : "attribute", name: one.label[language] },
      also: `${one.key} ${one.label.fr} ${one.label.en} anniversaire birthday`,
      make: () => ({ kind: "attribute", key: one.key, of: firstTest(one) }),
    })),
    offer("language", "person", "langue parle speaks", () => ({ kind: "language", one_of: [] })),
  ];
}

function firstTest(one: AttributeDefinition): AttributeTest {
  if (one.meaning === "birth_date") return { test: "anniversary", first: 0, last: 7 };
  switch (one.type) {
    case "number":
    case "money":
      return { test: "range", minimum: null, maximum: null };
    case "date":
      return { test: "date", window: { kind: "days", first: -30, last: -1 } };
    case "boolean":
      return { test: "one_of", values: [true] };
    default:
      return { test: "one_of", values: [] };
  }
}

/** Thirty days: what most people look at. */
export const bought = (type: string, part: Partial<Happened> = {}): Happened => ({
  kind: "event", type, window: { kind: "last", count: 30, unit: "days" }, where: [], measure: { figure: "count", property: null }, minimum: null, maximum: null, ...part,
});

function doneOffers({ types, facts }: Ground): readonly Offer[] {
  const events = types.flatMap((one) => {
    const kind = kindOfEvent(one.name);
    const words = (key: string): Offer["words"] => ({ key: `event.${kind}.${key}`, name: one.name });
    const also = `${one.name} ${EVENT_WORDS[kind]}`;
    const plain: Offer = { id: `event:${one.name}`, section: "done", words: words("any"), also, make: () => bought(one.name) };
    const thing = (["category", "article"] as const).filter((name) => name in one.properties && (kind === "purchase" || kind === "booking"));
    const same = thing.map((name): Offer => ({
      id: `event:${one.name}:${name}`,
      section: "done",
      words: words(`same_${name}`),
      also: `${also} même same ${name} catégorie article`,
      make: () => bought(one.name, { where: [{ property: name, of: { test: "same_as", parameter: parameterFor(name), last: null } }] }),
    }));
    const spent: Offer[] = "amount" in one.properties
      ? [{ id: `event:${one.name}:amount`, section: "done", words: words("spent"), also: `${also} dépensé montant total spent amount`, make: () => bought(one.name, { measure: { figure: "sum", property: "amount" } }) }]
      : [];
    return [plain, ...same, ...spent];
  });
  return [...events, ...facts.filter(({ source, fact }) => `${source}.${fact}` in FACT_VALUES).map(factOffer)];
}

const EVENT_WORDS = { purchase: "achat acheté bought purchase commande", booking: "réservation réservé booking booked rendez-vous", visit: "visite visit venu", other: "événement event" } as const;

function factOffer({ source, fact }: KnownFact): Offer {
  return {
    id: `fact:${source}.${fact}`,
    section: "done",
    words: { key: `fact.${source}_${fact}` },
    also: source === "campaigns" ? "campagne sms texte campaign text" : "demande réclamation request complaint",
    make: () => ({ kind: "fact", source, fact, value: null, window: null }),
  };
}

function knownOffers(): readonly Offer[] {
  return [
    offer("tags", "known", "étiquette tag", () => ({ kind: "tags", tags: [], every: false })),
    offer("list", "known", "liste list import", () => ({ kind: "list", list_id: "" })),
    offer("consent", "known", "consentement accord accepté offres consent agreed", () => ({ kind: "consent", purpose: "marketing", medium: "sms", decision: "granted" })),
    offer("identity", "known", "téléphone e-mail joindre phone reach", () => ({ kind: "identity", one_of: ["phone"] })),
    offer("created", "known", "fiche créée nouveau inscrit new card since", () => ({ kind: "seen", what: "created", window: { kind: "last", count: 30, unit: "days" } })),
    offer("spoke", "known", "dernier contact parlé last spoke", () => ({ kind: "seen", what: "spoke", window: { kind: "last", count: 30, unit: "days" } })),
  ];
}

const offer = (id: string, section: Section, also: string, make: () => Leaf): Offer => ({ id, section, words: { key: id }, also, make });

const bare = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The offers that the words typed are found in, each word somewhere. */
export function found<T extends { readonly said: string; readonly offer: Offer }>(offers: readonly T[], typed: string): readonly T[] {
  const words = bare(typed).split(/\s+/).filter(Boolean);
  return offers.filter(({ said, offer }) => {
    const text = bare(`${said} ${offer.also}`);
    return words.every((word) => text.includes(word));
  });
}
