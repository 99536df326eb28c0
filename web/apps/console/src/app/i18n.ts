import type { Language } from "@guichet/api";
import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import type { EntryTexts, FirstTexts, PeopleTexts, ReachingTexts, SendingTexts, SetupTexts } from "../locales/en/index.ts";

const readers: Record<Language, () => Promise<FirstTexts>> = {
  en: async () => (await import("../locales/en/index.ts")).texts,
  fr: async () => (await import("../locales/fr/index.ts")).texts,
};

const setupReaders: Record<Language, () => Promise<SetupTexts>> = {
  en: async () => (await import("../locales/en/setup.ts")).setupTexts,
  fr: async () => (await import("../locales/fr/setup.ts")).setupTexts,
};

const peopleReaders: Record<Language, () => Promise<PeopleTexts>> = {
  en: async () => (await import("../locales/en/people.ts")).peopleTexts,
  fr: async () => (await import("../locales/fr/people.ts")).peopleTexts,
};

const entryReaders: Record<Language, () => Promise<EntryTexts>> = {
  en: async () => (await import("../locales/en/entry.ts")).entryTexts,
  fr: async () => (await import("../locales/fr/entry.ts")).entryTexts,
};

const sendingReaders: Record<Language, () => Promise<SendingTexts>> = {
  en: async () => (await import("../locales/en/sending.ts")).sendingTexts,
  fr: async () => (await import("../locales/fr/sending.ts")).sendingTexts,
};

const reachingReaders: Record<Language, () => Promise<ReachingTexts>> = {
  en: async () => (await import("../locales/en/reaching.ts")).reachingTexts,
  fr: async () => (await import("../locales/fr/reaching.ts")).reachingTexts,
};

const REMEMBERED = "guichet.language";

export const LANGUAGES: readonly Language[] = ["en", "fr"];

function isLanguage(value: string | null | undefined): value is Language {
  return value === "en" || value === "fr";
}

/** The language before anybody is signed in: chosen here earlier, else the browser's. */
export function firstLanguage(): Language {
  const chosen = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem(REMEMBERED);
  if (isLanguage(chosen)) return chosen;
  const spoken = navigator.languages.map((name) => name.slice(0, 2)).find(isLanguage);
  return spoken ?? "en";
}

export async function startTexts(language: Language): Promise<i18n> {
  const instance = i18next.use(initReactI18next);
  await instance.init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    resources: { [language]: await readers[language]() },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  markDocument(language);
  return instance;
}

/** Changes the language of the whole console, loading its texts once. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "common")) add(language, await readers[language]());
  if (i18next.hasResourceBundle(i18next.language, "settings")) await needSetupTexts(language);
  if (i18next.hasResourceBundle(i18next.language, "contacts")) await needPeopleTexts(language);
  if (i18next.hasResourceBundle(i18next.language, "signin")) await needEntryTexts(language);
  if (i18next.hasResourceBundle(i18next.language, "texts")) await needSendingTexts(language);
  if (i18next.hasResourceBundle(i18next.language, "campaigns")) await needCampaignTexts(language);
  await i18next.changeLanguage(language);
  localStorage.setItem(REMEMBERED, language);
  markDocument(language);
}

/** Fetches, once a language, what the screens of settings, supervision and the platform say. */
export async function needSetupTexts(language = currentLanguage()): Promise<void> {
  const people = needPeopleTexts(language); // the settings have fields of contacts
  if (!i18next.hasResourceBundle(language, "settings")) add(language, await setupReaders[language]());
  await people;
}

/** Fetches, once a language, what the screens of contacts and of one's own account say. */
export async function needPeopleTexts(language = currentLanguage()): Promise<void> {
  if (!i18next.hasResourceBundle(language, "contacts")) add(language, await peopleReaders[language]());
}

/** Fetches, once a language, what the screens before the sign-in say. */
export async function needEntryTexts(language = currentLanguage()): Promise<void> {
  if (!i18next.hasResourceBundle(language, "signin")) add(language, await entryReaders[language]());
}

/** Fetches, once a language, what the screens of texts (SMS) say. */
export async function needSendingTexts(language = currentLanguage()): Promise<void> {
  if (!i18next.hasResourceBundle(language, "texts")) add(language, await sendingReaders[language]());
}

/** Fetches, once a language, what the screens of campaigns say, and those of texts they are made of. */
export async function needCampaignTexts(language = currentLanguage()): Promise<void> {
  const sending = needSendingTexts(language);
  if (!i18next.hasResourceBundle(language, "campaigns")) add(language, await reachingReaders[language]());
  await sending;
}

function add(language: Language, texts: Readonly<Record<string, object>>): void {
  for (const [name, bundle] of Object.entries(texts)) i18next.addResourceBundle(language, name, bundle);
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}

function markDocument(language: Language): void {
  document.documentElement.lang = language;
}
