import contacts from "./contacts.json";

import type { PeopleTexts } from "../en/index.ts";

export const peopleTexts: PeopleTexts = { contacts };
