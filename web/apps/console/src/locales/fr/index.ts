import common from "./common.json";
import desk from "./desk.json";

import type { FirstTexts } from "../en/index.ts";

export const texts: FirstTexts = { common, desk };
