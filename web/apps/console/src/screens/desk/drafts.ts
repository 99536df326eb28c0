/** Unsent words, kept on this device for each conversation until sent or emptied. */

const PREFIX = "guichet.draft.";
/** Drafts of conversations long gone are dropped, the oldest first. */
const MOST_DRAFTS = 50;

interface Stored {
  readonly text: string;
  readonly at: number;
}

export function readDraft(interactionId: string, storage: Storage = localStorage): string {
  return parse(storage.getItem(PREFIX + interactionId))?.text ?? "";
}

/** Keeps the draft; an empty one is removed. A full or forbidden storage loses only the draft. */
export function keepDraft(interactionId: string, text: string, at: number, storage: Storage = localStorage): void {
  if (text.trim() === "") {
    storage.removeItem(PREFIX + interactionId);
    return;
  }
  try {
    storage.setItem(PREFIX + interactionId, JSON.stringify({ text, at } satisfies Stored));
    dropOldest(storage);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

function dropOldest(storage: Storage): void {
  const keys = Object.keys(storage).filter((key) => key.startsWith(PREFIX));
  const aged = keys.sort((left, right) => age(storage, right) - age(storage, left));
  for (const key of aged.slice(MOST_DRAFTS)) storage.removeItem(key);
}

function age(storage: Storage, key: string): number {
  return parse(storage.getItem(key))?.at ?? 0;
}

function parse(raw: string | null): Stored | null {
  if (raw === null) return null;
  try {
    const value: unknown = JSON.parse(raw);
    return isStored(value) ? value : null;
  } catch {
    return null; // written by something else: as good as no draft
  }
}

function isStored(value: unknown): value is Stored {
  return typeof value === "object" && value !== null && "text" in value && typeof value.text === "string";
}
