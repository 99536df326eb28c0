import campaigns from "./campaigns.json";

/** What the screens of campaigns say: fetched with them. */
export const reachingTexts = { campaigns };
