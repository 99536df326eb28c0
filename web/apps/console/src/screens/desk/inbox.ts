/** How the inbox is ordered and searched. Pure. */
import type { Interaction } from "@guichet/api";

export interface Inbox {
  /** Held by the agent: those who expect an answer first, the longest wait on top. */
  readonly mine: readonly Interaction[];
  /** Nobody's yet: the oldest first, since they are answered in turn. */
  readonly waiting: readonly Interaction[];
}

const UNTAKEN: ReadonlySet<string> = new Set(["new", "waiting", "offered"]);

/** Sorts what the topic holds; `search` keeps what names the person, the page or the words. */
export function inboxOf(interactions: readonly Interaction[], search = ""): Inbox {
  const found = interactions.filter((one) => speaksOf(one, search.trim().toLocaleLowerCase()));
  return {
    mine: found.filter((one) => !UNTAKEN.has(one.state) && one.state !== "closed").sort(byExpectation),
    waiting: found.filter((one) => UNTAKEN.has(one.state)).sort(byWait),
  };
}

/** The neighbour to move to with J and K; stays at either end. */
export function neighbour(inbox: Inbox, current: string | null, step: 1 | -1): string | null {
  const ids = [...inbox.mine, ...inbox.waiting].map((one) => one.id);
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

function latest(one: Interaction): number {
  return Date.parse(one.last_message_at ?? one.created_at);
}
