import account from "./account.json";
import contacts from "./contacts.json";
import imports from "./imports.json";
import segments from "./segments.json";
import signups from "./signups.json";

/** What the screens of contacts and of the person's own account say: fetched with them. */
export const peopleTexts = { account, contacts, imports, segments, signups };
