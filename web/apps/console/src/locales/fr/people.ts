import account from "./account.json";
import contacts from "./contacts.json";

import type { PeopleTexts } from "../en/index.ts";

export const peopleTexts: PeopleTexts = { account, contacts };
