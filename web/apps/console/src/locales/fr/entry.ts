import signin from "./signin.json";

import type { EntryTexts } from "../en/index.ts";

export const entryTexts: EntryTexts = { signin };
