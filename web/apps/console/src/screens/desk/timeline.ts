/**
 * The timeline as it is shown: days, then runs of messages by one hand.
 *
 * Pure: what is committed and what is still on its way go in, what to draw comes out.
 */
import type { Message } from "@guichet/api";
import { dateFormat } from "../../kit/formats.ts";

/** A message the agent sent that the server has not confirmed yet. */
export interface Pending {
  readonly clientId: string;
  /** Answers offered with it. */
  readonly quick: readonly string[];
  readonly text: string;
  readonly files: Message["files"];
  readonly at: string;
  readonly state: "sending" | "failed";
  /** Why it failed, when that is known. */
  readonly reason?: string | null;
}

export interface Run {
  readonly key: string;
  readonly from: Message["from"]["kind"];
  readonly name: string | null;
  readonly messages: readonly Message[];
}

export interface Day {
  /** Calendar day in the zone given, `YYYY-MM-DD`. */
  readonly day: string;
  readonly runs: readonly Run[];
}

/** Two messages of one hand further apart than this start a new run. */
const RUN_LIMIT_MS = 5 * 60_000;

/** Committed messages by place, as days and runs. `zone` is an IANA name. */
export function daysOf(messages: readonly Message[], zone: string): readonly Day[] {
  const sorted = [...messages].sort((left, right) => left.seq - right.seq);
  const days: { day: string; runs: Message[][] }[] = [];
  for (const message of sorted) placeIn(days, message, dayIn(zone, message.at));
  return days.map(({ day, runs }) => ({ day, runs: runs.map(runOf) }));
}

/** The pending ones that no committed message answers for yet. */
export function stillPending(pending: readonly Pending[], messages: readonly Message[]): readonly Pending[] {
  const arrived = new Set(messages.map((message) => message.client_id));
  return pending.filter((one) => !arrived.has(one.clientId));
}

/** The calendar day of an instant in a zone, `YYYY-MM-DD`. */
export function dayIn(zone: string, instant: string): string {
  return dateFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(new Date(instant));
}

function placeIn(days: { day: string; runs: Message[][] }[], message: Message, day: string): void {
  const today = days.at(-1);
  if (today?.day !== day) {
    days.push({ day, runs: [[message]] });
    return;
  }
  const run = today.runs.at(-1);
  if (run && continues(run, message)) run.push(message);
  else today.runs.push([message]);
}

function continues(run: readonly Message[], message: Message): boolean {
  const last = run.at(-1);
  return (
    last !== undefined &&
    last.kind !== "notice" &&
    message.kind !== "notice" &&
    (last.kind === "note") === (message.kind === "note") &&
    last.from.kind === message.from.kind &&
    last.from.id === message.from.id &&
    Date.parse(message.at) - Date.parse(last.at) <= RUN_LIMIT_MS
  );
}

function runOf(messages: readonly Message[]): Run {
  const first = messages[0];
  if (!first) throw new Error("a run holds at least one message");
  return { key: first.id, from: first.from.kind, name: first.from.name, messages };
}
