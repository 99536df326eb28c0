import type { Capacity, Medium } from "@guichet/api";

/** How a medium weighs: as little as possible, half of what one can do, all of it, or not at all. */
export type Load = "light" | "half" | "whole" | "none" | "own";

export const MEDIA: readonly Medium[] = ["chat", "call", "video", "mail", "message", "sms", "callback"];

export function loadOf(capacity: Capacity, medium: Medium): Load {
  const weight = weightOf(capacity, medium);
  if (capacity.most[medium] === 0) return "none";
  if (weight === 1) return "light";
  if (weight === capacity.units) return "whole";
  return weight === half(capacity.units) ? "half" : "own";
}

const half = (units: number): number => Math.ceil(units / 2);
const weightOf = (capacity: Capacity, medium: Medium): number => capacity.weights[medium] ?? 1;

function weightFor(load: Load, units: number, before: number): number {
  if (load === "whole") return units;
  if (load === "half") return half(units);
  return load === "light" ? 1 : Math.min(before, units);
}

/** The same with another weight for one medium. */
export function withLoad(capacity: Capacity, medium: Medium, load: Load): Capacity {
  const most = Object.fromEntries(Object.entries(capacity.most).filter(([other]) => other !== medium));
  const weight = weightFor(load, capacity.units, weightOf(capacity, medium));
  return {
    ...capacity,
    weights: { ...capacity.weights, [medium]: weight },
    most: load === "none" ? { ...most, [medium]: 0 } : most,
  };
}

/** The same with more or less room: what was light, half or whole stays so. */
export function withUnits(capacity: Capacity, units: number): Capacity {
  const weights = Object.fromEntries(
    MEDIA.map((medium) => [medium, weightFor(loadOf(capacity, medium), units, weightOf(capacity, medium))]),
  );
  return { ...capacity, units, weights };
}

/** How many of a medium one can have at once, with nothing else. */
export function atOnce(capacity: Capacity, medium: Medium): number {
  const room = Math.floor(capacity.units / weightOf(capacity, medium));
  return Math.min(room, capacity.most[medium] ?? room);
}

/** Whether a call may come in while something written is being dealt with. */
export function callsInterrupt(capacity: Capacity): boolean {
  return capacity.interrupts.mail?.includes("call") ?? false;
}

export function withInterruption(capacity: Capacity, on: boolean): Capacity {
  return { ...capacity, interrupts: on ? { mail: ["call"], message: ["call"] } : {} };
}
