import type { Gone, LiveItem } from "./types.ts";

/**
 * What a topic holds: items by `kind:id`, and the versions at which others went away. A put
 * as old as a departure is late news, and changes nothing. Pure; each change gives new maps.
 */
export interface Held {
  readonly items: ReadonlyMap<string, LiveItem>;
  readonly gone: ReadonlyMap<string, number>;
}

export const NOTHING_HELD: Held = { items: new Map(), gone: new Map() };

export function keyOf(item: { readonly kind: string; readonly id: string }): string {
  return `${item.kind}:${item.id}`;
}

/** A snapshot replaces everything. */
export function replaced(items: readonly LiveItem[]): Held {
  return { items: new Map(items.map((item) => [keyOf(item), item])), gone: new Map() };
}

/** A patch puts what is newer than known, and drops what went. The same value when nothing changes. */
export function patched(held: Held, puts: readonly LiveItem[], gone: readonly Gone[]): Held {
  const next = { items: new Map(held.items), gone: new Map(held.gone) };
  const news = [...puts.map((item) => put(next, item)), ...gone.map((mark) => drop(next, mark))];
  return news.some(Boolean) ? next : held;
}

interface Draft {
  readonly items: Map<string, LiveItem>;
  readonly gone: Map<string, number>;
}

function knownVersion(draft: Draft, key: string): number {
  return draft.items.get(key)?.version ?? draft.gone.get(key) ?? -1;
}

function put(draft: Draft, item: LiveItem): boolean {
  const key = keyOf(item);
  if (knownVersion(draft, key) >= item.version) return false;
  draft.items.set(key, item);
  draft.gone.delete(key);
  return true;
}

function drop(draft: Draft, mark: Gone): boolean {
  const key = keyOf(mark);
  const known = knownVersion(draft, key);
  if (known > mark.version || (known === mark.version && !draft.items.has(key))) return false;
  draft.gone.set(key, mark.version);
  draft.items.delete(key);
  return true;
}
