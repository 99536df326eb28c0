/** How the inbox is ordered and searched. Pure. */
import type { Interaction } from "@guichet/api";

/** The parts of the inbox, in the order they are shown. */
export const SECTIONS = ["offered", "mine", "helping", "aside", "waiting"] as const;
export type Section = (typeof SECTIONS)[number];

/**
 * - `offered`: to be accepted now;
 * - `mine`: in hand: those who expect an answer first, the longest wait on top;
 * - `helping`: a colleague asked for help;
 * - `aside`: on hold, snoozed or being written up: nobody waits for a word;
 * - `waiting`: nobody's yet, the oldest first, since they are answered in turn.
 */
export type Inbox = Readonly<Record<Section, readonly Interaction[]>>;

const UNTAKEN: ReadonlySet<string> = new Set(["new", "waiting", "offered"]);
const ASIDE: ReadonlySet<string> = new Set(["held", "snoozed", "wrap_up"]);

/** Sorts what the topic holds for `me`; `search` keeps what names the person, the page or the words. */
export function inboxOf(interactions: readonly Interaction[], me: string, search = ""): Inbox {
  const words = search.trim().toLocaleLowerCase();
  const found = interactions.filter((one) => one.state !== "closed" && speaksOf(one, words));
  const of = (section: Section) => found.filter((one) => sectionOf(one, me) === section);
  return {
    offered: of("offered").sort(byOffer),
    mine: of("mine").sort(byExpectation),
    helping: of("helping").sort(byExpectation),
    aside: of("aside").sort(byReturn),
    waiting: of("waiting").sort(byWait),
  };
}

/** Where a request stands for `me`. */
export function sectionOf(one: Interaction, me: string): Section {
  if (one.offer?.agent.id === me) return "offered";
  if (UNTAKEN.has(one.state)) return "waiting";
  if (one.agent?.id !== me) return "helping";
  return ASIDE.has(one.state) ? "aside" : "mine";
}

/** The neighbour to move to with J and K; stays at either end. */
export function neighbour(inbox: Inbox, current: string | null, step: 1 | -1): string | null {
  const ids = SECTIONS.flatMap((section) => inbox[section]).map((one) => one.id);
  if (ids.length === 0) return null;
  const at = current === null ? -1 : ids.indexOf(current);
  if (at === -1) return ids[step === 1 ? 0 : ids.length - 1] ?? null;
  return ids[Math.min(Math.max(at + step, 0), ids.length - 1)] ?? null;
}

/** Whole minutes a person has waited, never negative (clocks differ). */
export function minutesSince(instant: string | null, now: number): number {
  if (instant === null) return 0;
  return Math.max(0, Math.floor((now - Date.parse(instant)) / 60_000));
}

function speaksOf(one: Interaction, words: string): boolean {
  if (words === "") return true;
  const heap = [one.contact.name, one.contact.code, one.preview?.text, one.page?.title, one.entry_point.title];
  return heap.some((text) => text?.toLocaleLowerCase().includes(words));
}

function byExpectation(left: Interaction, right: Interaction): number {
  const expects = Number(right.unanswered > 0) - Number(left.unanswered > 0);
  if (expects !== 0) return expects;
  return latest(right) - latest(left);
}

function byWait(left: Interaction, right: Interaction): number {
  return Date.parse(left.waiting_since ?? left.created_at) - Date.parse(right.waiting_since ?? right.created_at);
}

function byOffer(left: Interaction, right: Interaction): number {
  return Date.parse(left.offer?.until ?? left.created_at) - Date.parse(right.offer?.until ?? right.created_at);
}

/** What comes back first is first; what is held longest comes before the rest. */
function byReturn(left: Interaction, right: Interaction): number {
  const at = (one: Interaction) => Date.parse(one.wrap_up_until ?? one.snoozed_until ?? one.held_at ?? one.created_at);
  return at(left) - at(right);
}

function latest(one: Interaction): number {
  return Date.parse(one.last_message_at ?? one.created_at);
}

/** Those one goes to next, down first: worth having before they are asked for. */
export function beside(inbox: Inbox, current: string | null): readonly string[] {
  const found = [neighbour(inbox, current, 1), neighbour(inbox, current, -1)];
  return [...new Set(found)].filter((id): id is string => id !== null && id !== current);
}
