import account from "./account.json";
import common from "./common.json";
import contacts from "./contacts.json";
import desk from "./desk.json";
import signin from "./signin.json";
import type { setupTexts } from "./setup.ts";

/** What everybody needs at once, one namespace an area of the console. French must have the same. */
export const texts = { account, common, contacts, desk, signin };

export type FirstTexts = typeof texts;
export type SetupTexts = typeof setupTexts;
export type Texts = FirstTexts & SetupTexts;
