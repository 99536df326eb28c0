// What the visitor's browser keeps, once there was a first message: who they are to this site,
// what was seen, what has not left yet. Where storage is forbidden it lasts as long as the page.
import { type Site, storageKey } from "../site.ts";
import type { Pending } from "./state.ts";

export interface Memory {
  token: string | null;
  seen: string;
  pending: Pending[];
  draft: string;
  open: boolean;
}

const NOTHING: Memory = { token: null, seen: "", pending: [], draft: "", open: false };

export class Keeper {
  readonly #key: string;
  readonly #store: Storage | null;
  #held: Memory;
  #mayStore: boolean;

  constructor(site: Site, store: () => Storage = () => localStorage) {
    this.#key = storageKey(site);
    this.#store = reach(store);
    const found = read(this.#store, this.#key);
    this.#held = found ?? { ...NOTHING };
    this.#mayStore = found !== null;
  }

  get held(): Readonly<Memory> {
    return this.#held;
  }

  /** From the first message on. */
  allow(): void {
    this.#mayStore = true;
    this.#write();
  }

  keep(change: Partial<Memory>): void {
    this.#held = { ...this.#held, ...change };
    this.#write();
  }

  #write(): void {
    if (!this.#mayStore) return;
    try {
      this.#store?.setItem(this.#key, JSON.stringify(this.#held));
    } catch {
      // full or forbidden: this page goes on, the next one starts anew
    }
  }
}

function reach(store: () => Storage): Storage | null {
  try {
    return store();
  } catch {
    return null;
  }
}

function read(store: Storage | null, key: string): Memory | null {
  try {
    const text = store?.getItem(key);
    return text ? { ...NOTHING, ...(JSON.parse(text) as Partial<Memory>) } : null;
  } catch {
    return null;
  }
}
