/** What was done, to be taken back and done again. Pure. */

export interface Steps<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** What the last step was about, and when: strokes at the same thing are one step. */
  readonly about: string | null;
  readonly at: number;
}

const MOST = 100;
/** Changes of the same thing within this time are one step, in milliseconds. */
const TOGETHER = 1_000;

export const begun = <T>(now: T): Steps<T> => ({ past: [], now, future: [], about: null, at: 0 });

export function stepped<T>(steps: Steps<T>, now: T, about: string | null, at: number): Steps<T> {
  if (now === steps.now) return steps;
  const together = about !== null && about === steps.about && at - steps.at < TOGETHER;
  const past = together ? steps.past : [...steps.past, steps.now].slice(-MOST);
  return { past, now, future: [], about, at };
}

export function undone<T>(steps: Steps<T>): Steps<T> {
  const before = steps.past.at(-1);
  if (before === undefined) return steps;
  return { past: steps.past.slice(0, -1), now: before, future: [steps.now, ...steps.future], about: null, at: 0 };
}

export function redone<T>(steps: Steps<T>): Steps<T> {
  const [after, ...rest] = steps.future;
  if (after === undefined) return steps;
  return { past: [...steps.past, steps.now], now: after, future: rest, about: null, at: 0 };
}
