import texts from "./texts.json";

/** What the screens of texts (SMS) say: fetched with them. */
export const sendingTexts = { texts };
