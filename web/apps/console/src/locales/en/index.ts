import common from "./common.json";
import desk from "./desk.json";
import signin from "./signin.json";
import type { peopleTexts } from "./people.ts";
import type { setupTexts } from "./setup.ts";

/** What everybody needs at once, one namespace an area of the console. French must have the same. */
export const texts = { common, desk, signin };

export type FirstTexts = typeof texts;
export type SetupTexts = typeof setupTexts;
export type PeopleTexts = typeof peopleTexts;
export type Texts = FirstTexts & SetupTexts & PeopleTexts;
