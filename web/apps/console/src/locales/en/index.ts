import common from "./common.json";
import desk from "./desk.json";
import type { peopleTexts } from "./people.ts";
import type { entryTexts } from "./entry.ts";
import type { reachingTexts } from "./reaching.ts";
import type { sendingTexts } from "./sending.ts";
import type { setupTexts } from "./setup.ts";

/** What everybody needs at once, one namespace an area of the console. French must have the same. */
export const texts = { common, desk };

export type FirstTexts = typeof texts;
export type SetupTexts = typeof setupTexts;
export type PeopleTexts = typeof peopleTexts;
export type EntryTexts = typeof entryTexts;
export type SendingTexts = typeof sendingTexts;
export type ReachingTexts = typeof reachingTexts;
export type Texts = FirstTexts & SetupTexts & PeopleTexts & EntryTexts & SendingTexts & ReachingTexts;
