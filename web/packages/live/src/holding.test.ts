import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { NOTHING_HELD, patched, replaced, type Held } from "./holding.ts";
import type { Gone, LiveItem } from "./types.ts";

/** The cases the server's tests run too: one meaning of the frames on both sides. */
const CASES_FILE = resolve(import.meta.dirname, "../../../../tests/live/reducer_cases.json");

interface Frame {
  readonly op: string;
  readonly items?: readonly LiveItem[];
  readonly puts?: readonly LiveItem[];
  readonly gone?: readonly Gone[];
}

interface Case {
  readonly name: string;
  readonly frames: readonly Frame[];
  readonly held: readonly LiveItem[];
}

const cases = JSON.parse(readFileSync(CASES_FILE, "utf-8")) as Case[];

function received(held: Held, frame: Frame): Held {
  if (frame.op === "snapshot") return replaced(frame.items ?? []);
  if (frame.op === "patch") return patched(held, frame.puts ?? [], frame.gone ?? []);
  return held;
}

function sorted(held: Held): LiveItem[] {
  return [...held.items.entries()].sort(([a], [b]) => a.localeCompare(b)).map(([, item]) => item);
}

describe("what a topic holds", () => {
  it.each(cases)("$name", ({ frames, held }) => {
    expect(sorted(frames.reduce(received, NOTHING_HELD))).toEqual(held);
  });

  it("is the same value when a patch changes nothing", () => {
    const held = replaced([{ kind: "thing", id: "a", version: 2, value: null }]);
    expect(patched(held, [{ kind: "thing", id: "a", version: 1, value: null }], [])).toBe(held);
  });
});
