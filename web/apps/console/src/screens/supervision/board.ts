import type { AgentProfile, Interaction, Presence, Queue } from "@guichet/api";
import type { LiveItem } from "@guichet/live";
import { summed, type Quarter, type Sums } from "./figures.ts";

/** What the board knows of a request. */
export type BoardRequest = Pick<
  Interaction,
  "id" | "state" | "medium" | "contact" | "agent" | "queue" | "offer" | "subject" | "subject_name" | "language" | "priority" | "unanswered" | "created_at" | "waiting_since" | "taken_at"
>;

/** A wait a person was told, in seconds from `at`. */
export interface Told {
  readonly id: string;
  readonly at: string;
  readonly position: number;
  readonly low: number;
  readonly high: number;
}

export interface Board {
  readonly queues: readonly Queue[];
  readonly agents: readonly { readonly agent: AgentProfile; readonly presence: Presence | null; readonly has: readonly BoardRequest[] }[];
  /** Who waits, the longest first. */
  readonly waiting: readonly BoardRequest[];
  /** The newest promise to each of those who wait, by request. */
  readonly promises: ReadonlyMap<string, Told>;
  readonly queueSums: ReadonlyMap<string, Sums>;
  readonly agentSums: ReadonlyMap<string, Sums>;
}

const WAITS: ReadonlySet<string> = new Set(["new", "waiting", "offered"]);

/** The topic's items as the board shows them; figures count from `since`. Pure. */
export function boardOf(items: Iterable<LiveItem>, since: number): Board {
  const kinds = byKind(items);
  const requests = (kinds.get("interaction") ?? []) as readonly BoardRequest[];
  const presences = new Map(((kinds.get("presence") ?? []) as readonly Presence[]).map((one) => [one.id, one]));
  return {
    queues: [...((kinds.get("queue") ?? []) as readonly Queue[])].sort((left, right) => Number(right.is_default) - Number(left.is_default) || left.name.localeCompare(right.name)),
    agents: ((kinds.get("agent") ?? []) as readonly AgentProfile[])
      .map((agent) => ({ agent, presence: presences.get(agent.id) ?? null, has: requests.filter((one) => one.agent?.id === agent.id) }))
      .sort((left, right) => rank(left.presence) - rank(right.presence) || left.agent.name.localeCompare(right.agent.name)),
    waiting: requests.filter((one) => WAITS.has(one.state)).sort((left, right) => since_of(left) - since_of(right)),
    promises: new Map(((kinds.get("promise") ?? []) as readonly Told[]).map((one) => [one.id, one])),
    queueSums: summed(quartersOf(kinds.get("queue_quarter"), "queue_id"), since),
    agentSums: summed(quartersOf(kinds.get("agent_quarter"), "agent_id"), since),
  };
}

export interface Standing {
  /** What was told, in minutes. */
  readonly low: number;
  readonly high: number;
  /** Milliseconds until it is broken; below zero it is. */
  readonly left: number;
}

/** How a promise stands now. Pure. */
export const standing = (told: Told, now: number): Standing => ({
  low: Math.floor(told.low / 60),
  high: Math.ceil(told.high / 60),
  left: Date.parse(told.at) + told.high * 1000 - now,
});

const since_of = (one: BoardRequest): number => Date.parse(one.waiting_since ?? one.created_at);

function rank(presence: Presence | null): number {
  return { ready: 0, not_ready: 1, offline: 2 }[presence?.status ?? "offline"];
}

function byKind(items: Iterable<LiveItem>): ReadonlyMap<string, readonly unknown[]> {
  const kinds = new Map<string, unknown[]>();
  for (const item of items) {
    const held = kinds.get(item.kind) ?? [];
    held.push(item.value);
    kinds.set(item.kind, held);
  }
  return kinds;
}

function quartersOf(values: readonly unknown[] = [], whose: "queue_id" | "agent_id"): readonly Quarter[] {
  return (values as readonly (Record<"queue_id" | "agent_id", string> & { readonly quarter: string; readonly sums: Sums })[]).map((one) => ({
    whose: one[whose],
    at: Date.parse(one.quarter),
    sums: one.sums,
  }));
}
