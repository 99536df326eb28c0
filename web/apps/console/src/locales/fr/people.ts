import account from "./account.json";
import contacts from "./contacts.json";
import imports from "./imports.json";
import segments from "./segments.json";
import signups from "./signups.json";

import type { PeopleTexts } from "../en/index.ts";

export const peopleTexts: PeopleTexts = { account, contacts, imports, segments, signups };
