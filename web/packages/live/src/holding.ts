import type { Gone, LiveItem } from "./types.ts";

/** What a topic holds: items by `kind:id`. Pure; each change gives a new map. */
export type Held = ReadonlyMap<string, LiveItem>;

export function keyOf(item: { readonly kind: string; readonly id: string }): string {
  return `${item.kind}:${item.id}`;
}

/** A snapshot replaces all, but never puts an older version over a newer one. */
export function replaced(held: Held, items: readonly LiveItem[]): Held {
  return new Map(items.map((item) => [keyOf(item), newer(held.get(keyOf(item)), item)]));
}

/** A patch puts what is newer than held, and drops what went. The same map when nothing changes. */
export function patched(held: Held, puts: readonly LiveItem[], gone: readonly Gone[]): Held {
  const next = new Map(held);
  for (const item of puts) next.set(keyOf(item), newer(held.get(keyOf(item)), item));
  for (const mark of gone) if (wentAway(next.get(keyOf(mark)), mark)) next.delete(keyOf(mark));
  return same(held, next) ? held : next;
}

function newer(held: LiveItem | undefined, item: LiveItem): LiveItem {
  return held && held.version >= item.version ? held : item;
}

function wentAway(held: LiveItem | undefined, mark: Gone): boolean {
  return held !== undefined && mark.version >= held.version;
}

function same(left: Held, right: Held): boolean {
  return left.size === right.size && [...right].every(([key, item]) => left.get(key) === item);
}
