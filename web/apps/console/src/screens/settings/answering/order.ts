import type { Queue } from "@guichet/api";

interface Named {
  readonly name: string;
}

/** By name, as the reader's language sorts. */
export function byName<T extends Named>(found: readonly T[], language: string): readonly T[] {
  const order = new Intl.Collator(language, { numeric: true });
  return [...found].sort((left, right) => order.compare(left.name, right.name));
}

/** The default queue first, then by name. */
export function queuesInOrder(found: readonly Queue[], language: string): readonly Queue[] {
  const sorted = byName(found, language);
  return [...sorted.filter((queue) => queue.is_default), ...sorted.filter((queue) => !queue.is_default)];
}
