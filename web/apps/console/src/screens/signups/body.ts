import type { Language } from "@guichet/api";
import { ASKS, type Ask, type Asked, type PageBody, type PageWords, type SignUpPage } from "../../data/signups.ts";

/** The form: everything flat that is typed, so that a fault finds its field. */
export interface PageForm extends Record<string, unknown> {
  name: string;
  words: Record<Language, PageWords>;
  spoken: Language[];
  asks: Record<Asked, Ask>;
  purpose: SignUpPage["purpose"];
  territories: string[];
  list_id: string | null;
  tags: string[];
  sender: string | null;
  keyword_asks: boolean;
  day_cap: number;
  enabled: boolean;
}

const EMPTY: PageWords = { title: "", intro: "", consent: "", welcome: "" };
const ISLANDS = ["RE", "YT", "GP", "MQ", "GF"];

/** What a new page says until somebody says it better. */
export function proposed(company: string, territory: string, first: Language, sender: string | null): PageForm {
  return {
    name: "",
    words: {
      fr: { ...EMPTY, title: "Nos offres avant tout le monde", consent: `J’accepte de recevoir par SMS les offres de ${company}.` },
      en: { ...EMPTY, title: "Our offers before everybody else", consent: `I agree to get offers of ${company} by text message.` },
    },
    spoken: [first],
    asks: { first_name: "optional", phone: "required", email: "no", birth_date: "no", postcode: "no" },
    purpose: "marketing",
    territories: ISLANDS.includes(territory) ? [territory, "FR"] : [territory],
    list_id: null,
    tags: [],
    sender,
    keyword_asks: true,
    day_cap: 300,
    enabled: true,
  };
}

/** The form of a page that is there. */
export function formOf(page: SignUpPage): PageForm {
  const words = page.words as Partial<Record<Language, PageWords>>;
  return {
    name: page.name,
    words: { fr: { ...EMPTY, ...words.fr }, en: { ...EMPTY, ...words.en } },
    spoken: (["fr", "en"] as const).filter((one) => words[one] !== undefined),
    asks: Object.fromEntries(ASKS.map((one) => [one, page.asks[one]])) as Record<Asked, Ask>,
    purpose: page.purpose,
    territories: [...page.territories],
    list_id: page.list_id,
    tags: [...page.tags],
    sender: page.sender,
    keyword_asks: page.keyword_asks,
    day_cap: page.day_cap,
    enabled: page.enabled,
  };
}

/** What is sent: the words of the languages that are spoken, and no others. */
export function bodyOf({ spoken, words, ...rest }: PageForm): PageBody {
  return { ...rest, name: rest.name.trim(), words: Object.fromEntries(spoken.map((one) => [one, words[one]])) };
}

/** A link to put on a page of one's own. */
export function linkTag(address: string, title: string): string {
  const escaped = title.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<a href="${address}">${escaped}</a>`;
}
