/**
 * Files an agent is about to send, kept for each conversation while they go to another: an upload
 * goes on meanwhile. They are part of nothing until the answer names them.
 */
import { Refused, type Message } from "@guichet/api";
import { sendFile } from "../../data/desk.ts";

export interface Attachment {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Not here any more where it was sent before this page was loaded. */
  readonly file: File | null;
  /** 0 to 1. */
  readonly progress: number;
  /** The server's, once it is there. */
  readonly id: string | null;
  /** Why it is not there. */
  readonly trouble: unknown;
}

export const MOST_FILES = 10;
const NONE: readonly Attachment[] = [];

const held = new Map<string, readonly Attachment[]>();
const stops = new Map<string, AbortController>();
const listeners = new Set<() => void>();

export function watch(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export const attachmentsOf = (interaction: string): readonly Attachment[] => held.get(interaction) ?? NONE;

function set(interaction: string, next: readonly Attachment[]): void {
  if (next.length === 0) held.delete(interaction);
  else held.set(interaction, next);
  for (const tell of listeners) tell();
}

function change(interaction: string, key: string, values: Partial<Attachment>): void {
  set(interaction, attachmentsOf(interaction).map((one) => (one.key === key ? { ...one, ...values } : one)));
}

/** Begins to send them; gives how many were too many. */
export function attach(tenant: string, interaction: string, files: readonly File[]): number {
  const room = MOST_FILES - attachmentsOf(interaction).length;
  const fresh = files.slice(0, Math.max(0, room)).map((file): Attachment => {
    const { name, type, size } = file;
    return { key: crypto.randomUUID(), name, type, size, file, progress: 0, id: null, trouble: null };
  });
  set(interaction, [...attachmentsOf(interaction), ...fresh]);
  for (const one of fresh) send(tenant, interaction, one);
  return files.length - fresh.length;
}

/** What was sent before a reload and waits for the answer; nothing where something is held here. */
export function restore(interaction: string, files: Message["files"]): void {
  if (held.has(interaction) || files.length === 0) return;
  set(interaction, files.map(({ id, name, type, size }) => ({ key: id, name, type, size, file: null, progress: 1, id, trouble: null })));
}

/** Tries one again that did not arrive. */
export function attachAgain(tenant: string, interaction: string, one: Attachment): void {
  change(interaction, one.key, { trouble: null, progress: 0 });
  send(tenant, interaction, one);
}

export function detach(interaction: string, key: string): void {
  stops.get(key)?.abort();
  set(interaction, attachmentsOf(interaction).filter((one) => one.key !== key));
}

/** They went out with an answer. */
export function forget(interaction: string): void {
  set(interaction, NONE);
}

function send(tenant: string, interaction: string, one: Attachment): void {
  if (!one.file) return;
  const stop = new AbortController();
  stops.set(one.key, stop);
  sendFile(tenant, one.file, { signal: stop.signal, progress: (progress) => change(interaction, one.key, { progress }) })
    .then(({ id }) => change(interaction, one.key, { id, progress: 1 }))
    .catch((trouble: unknown) => change(interaction, one.key, { trouble }))
    .finally(() => stops.delete(one.key));
}

/** Whether the same may work later: silence, or a server that stumbles. */
export const worthAgain = (trouble: unknown): boolean => !(trouble instanceof Refused) || trouble.status >= 500;

export const stillSending = (files: readonly Attachment[]): boolean => files.some((one) => one.id === null && one.trouble === null);
