import type { SendingTexts } from "../en/index.ts";
import texts from "./texts.json";

export const sendingTexts: SendingTexts = { texts };
