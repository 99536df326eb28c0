/** Types of events with words of their own, as companies name them. */
const KNOWN_TYPES: Readonly<Record<string, "purchase" | "booking" | "visit">> = {
  purchase: "purchase", achat: "purchase", booking: "booking", reservation: "booking", réservation: "booking", visit: "visit", visite: "visit",
};

export type EventKind = "purchase" | "booking" | "visit" | "other";

export const kindOfEvent = (type: string): EventKind => KNOWN_TYPES[type.toLowerCase()] ?? "other";
