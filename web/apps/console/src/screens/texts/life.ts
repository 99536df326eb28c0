import type { Group, Happening, SentText, TextState } from "../../data/texts.ts";
import { GROUPS, isFinal } from "../../data/texts.ts";

/** One line of a message's story: what happened to all its parts at about the same time is one. */
export interface Line {
  readonly kind: Happening["kind"] | "accepted";
  readonly at: string;
  /** How many of its parts it is about; 0: the whole message. */
  readonly parts: number;
  readonly of: number;
  readonly code: string | null;
  readonly said: string | null;
  readonly until: string | null;
  /** The first way it took is 1; another one is told. */
  readonly way: number;
}

const APART = 60_000;

/** The story of a message, oldest first. */
export function story(one: SentText): readonly Line[] {
  const ways = [...new Set(one.life.flatMap((line) => (line.route_id ? [line.route_id] : [])))];
  const lines: Line[] = [{ kind: "accepted", at: one.accepted_at, parts: 0, of: 0, code: null, said: null, until: null, way: 0 }];
  for (const happened of one.life) {
    const next = lineOf(happened, ways);
    const last = lines.at(-1);
    if (last && together(last, next)) lines[lines.length - 1] = { ...last, at: next.at, parts: last.parts + 1 };
    else lines.push(next);
  }
  return lines;
}

function lineOf(happened: Happening, ways: readonly string[]): Line {
  const until = happened.detail["held_until"];
  return {
    kind: happened.kind,
    at: happened.at,
    parts: happened.part ? 1 : 0,
    of: happened.parts ?? 0,
    code: happened.code,
    said: happened.said ?? null,
    until: typeof until === "string" ? until : null,
    way: happened.route_id ? ways.indexOf(happened.route_id) + 1 : 0,
  };
}

function together(last: Line, next: Line): boolean {
  return (
    last.kind === next.kind && last.way === next.way && last.code === next.code && next.parts > 0 && last.parts < next.of &&
    Date.parse(next.at) - Date.parse(last.at) < APART
  );
}

export function groupOf(state: TextState): Group {
  const found = Object.entries(GROUPS).find(([, states]) => (states as readonly TextState[]).includes(state));
  return (found?.[0] ?? "underway") as Group;
}

const LEFT: ReadonlySet<Happening["kind"]> = new Set(["handed", "cut", "enroute", "delivered", "undelivered"]);

/** No carrier had anything of it, and none will: nothing is charged. */
export const isFree = (one: SentText): boolean => isFinal(one.state) && !one.life.some((line) => LEFT.has(line.kind));

/** Colours mean the same everywhere, and are never the only sign. */
export const COLOURS: Readonly<Record<Group, string>> = {
  waiting: "yellow",
  underway: "lagoon",
  arrived: "green",
  failed: "red",
  cancelled: "gray",
};
