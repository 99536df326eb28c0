// Elements of the company's page that open the chat: what is available now is told on them.
import type { Openness, Site } from "./site.ts";

export const stateFor = (site: Site, subject?: string | null): Openness =>
  (site.subjects.find((one) => one.key === subject) ?? site.availability).state;

const isAway = (state: Openness) => state === "away" || state === "closed";

/** Whether the button of every page is shown. */
export const isShown = (site: Site) => site.launcher && (site.when_away !== "hide" || !isAway(site.availability.state));

/** The element of the page that was meant, seen through open shadow roots. */
export function contactOf(event: Event): HTMLElement | null {
  const target = event.composedPath()[0];
  return target instanceof Element ? target.closest<HTMLElement>("[data-guichet=chat]") : null;
}

/** Attributes only, and what is hidden keeps its room: the page does not move. */
export function markAll(site: Site): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-guichet=chat]")) {
    const { dataset } = element;
    const state = stateFor(site, dataset["guichetSubject"]);
    const away = isAway(state) && (dataset["guichetWhenAway"] ?? site.when_away);
    dataset["guichetState"] = state;
    element.style.visibility = away === "hide" ? "hidden" : "";
    element.ariaDisabled = away === "disable" ? "true" : null;
    if (!element.matches("a,button,input,[role]")) {
      element.role = "button";
      element.tabIndex = 0;
    }
  }
}
