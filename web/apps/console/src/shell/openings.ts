import { useSyncExternalStore } from "react";

/** What lies over the screen when asked for; fetched only then. */
export type Overlay = "palette" | "shortcuts";

let open: Overlay | null = null;
const listeners = new Set<() => void>();

function setOpen(next: Overlay | null): void {
  open = next;
  for (const tell of listeners) tell();
}

function watch(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export const openPalette = (): void => setOpen("palette");
export const openShortcuts = (): void => setOpen("shortcuts");
export const closeOverlay = (): void => setOpen(null);

export function useOverlay(): Overlay | null {
  return useSyncExternalStore(watch, () => open);
}
