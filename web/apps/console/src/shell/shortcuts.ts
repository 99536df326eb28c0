import { useEffect, useSyncExternalStore } from "react";

/**
 * Keys of the console. A shortcut is one key (`?`) or two in a row (`g m`). They rest while
 * one types, and a person may turn them off (WCAG 2.1.4).
 */
export interface Shortcut {
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

const OFF = "guichet.shortcuts";
/** How long the first key of two waits for the second, in milliseconds. */
const SECOND_KEY = 1_200;

let known: readonly Shortcut[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Shortcut[]): void {
  known = next;
  for (const tell of listeners) tell();
}

function watch(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** The shortcuts that work on the screen shown now. */
export function useKnownShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(watch, () => known);
}

export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    change([...known, ...shortcuts]);
    return () => change(known.filter((shortcut) => !shortcuts.includes(shortcut)));
  }, [shortcuts]);
}

export function shortcutsAreOn(): boolean {
  return localStorage.getItem(OFF) !== "off";
}

export function turnShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "off");
  change([...known]);
}

/** Whether keys typed here are text, or belong to the control that has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, [role=textbox], [role=dialog]") !== null;
}

/** Finds the shortcut that `key` completes, given the key before it. Pure. */
export function matched(shortcuts: readonly Shortcut[], before: string | null, key: string): Shortcut | undefined {
  const double = before === null ? undefined : shortcuts.find((held) => held.keys === `${before} ${key}`);
  return double ?? shortcuts.find((held) => held.keys === key);
}

/** Listens for the whole console; call once. */
export function listenForShortcuts(): () => void {
  let before: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length > 1 || !shortcutsAreOn() || isTyping(event.target)) return;
    const found = matched(known, before, event.key);
    clearTimeout(timer);
    before = found ? null : event.key;
    timer = setTimeout(() => {
      before = null;
    }, SECOND_KEY);
    if (!found) return;
    event.preventDefault();
    found.run();
  };
  document.addEventListener("keydown", heard);
  return () => document.removeEventListener("keydown", heard);
}
