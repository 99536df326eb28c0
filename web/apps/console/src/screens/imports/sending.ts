import { useSyncExternalStore } from "react";
import { sendFile, type ContactImport } from "../../data/imports.ts";

/** Files on their way, by import: they go on while one looks at other screens of this tab. */

export interface Sending {
  /** 0 to 1. */
  readonly share: number;
  readonly error: unknown;
}

let held: ReadonlyMap<string, Sending> = new Map();
const files = new Map<string, File>();
const listeners = new Set<() => void>();

function put(id: string, sending: Sending | null): void {
  const next = new Map(held);
  if (sending) next.set(id, sending);
  else next.delete(id);
  held = next;
  for (const tell of listeners) tell();
}

function watch(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function useSending(id: string): Sending | undefined {
  return useSyncExternalStore(watch, () => held).get(id);
}

/** The file, if this tab still holds it. */
export const fileOf = (id: string): File | undefined => files.get(id);

/** Sends the rest of a file; `arrived` is told when all of it is there, or when it was refused. */
export function send(tenant: string, one: ContactImport, file: File, arrived: (now: ContactImport | null) => void): void {
  files.set(one.id, file);
  put(one.id, { share: one.received / file.size, error: null });
  const told = (now: ContactImport): void => put(one.id, { share: now.received / file.size, error: null });
  sendFile(tenant, one, file, told, new AbortController().signal).then(
    (now) => {
      put(one.id, null);
      files.delete(one.id);
      arrived(now);
    },
    (error: unknown) => {
      put(one.id, { share: held.get(one.id)?.share ?? 0, error });
      arrived(null);
    },
  );
}
