import account from "./account.json";
import contacts from "./contacts.json";

/** What the screens of contacts and of the person's own account say: fetched with them. */
export const peopleTexts = { account, contacts };
