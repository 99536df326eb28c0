import contacts from "./contacts.json";

/** What the screens of contacts say: fetched with them. */
export const peopleTexts = { contacts };
