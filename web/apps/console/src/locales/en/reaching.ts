import automatic from "./automatic.json";
import campaigns from "./campaigns.json";

/** What the screens of campaigns say: fetched with them. */
export const reachingTexts = { automatic, campaigns };
