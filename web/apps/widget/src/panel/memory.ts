// What the visitor's browser keeps, once there was a first message: who they are to this site,
// what was seen, what has not left yet. Where storage is forbidden it lasts as long as the page.
// Pages side by side share it: each adds what it waits for and takes away what it saw answered.
import { keep, kept } from "../kept.ts";
import { type Site, storageKey } from "../site.ts";
import type { Pending } from "./state.ts";

export interface Memory {
  token: string | null;
  seen: string;
  pending: Pending[];
  draft: string;
  open: boolean;
  sound: boolean;
  rated: string | null;
  /** The page said who they are: when it says that nobody is signed in, all of it goes. */
  known: boolean;
}

const NOTHING: Memory = { token: null, seen: "", pending: [], draft: "", open: false, sound: false, rated: null, known: false };

export class Keeper {
  readonly #key: string;
  /** Not for a panel that is only shown. */
  readonly #isShared: boolean;
  /** Waited for here at some time: whoever waits for it no longer may take it away. */
  readonly #own = new Set<string>();
  #held: Memory;
  #mayStore: boolean;

  constructor(site: Site, mayStore = true) {
    this.#key = storageKey(site);
    this.#isShared = mayStore;
    const found = this.stored();
    this.#held = found ?? { ...NOTHING };
    this.#mayStore = found !== null;
    this.#claim(this.#held.pending);
  }

  get held(): Readonly<Memory> {
    return this.#held;
  }

  /** From the first message on. */
  allow(): void {
    this.#mayStore = true;
    this.#write();
  }

  /** Another person, or nobody: nothing stays on the device until they write. */
  forget(): void {
    const { open, sound } = this.#held;
    this.#held = { ...NOTHING, open, sound };
    this.#mayStore = false;
    this.#own.clear();
    if (this.#isShared) keep("localStorage", this.#key, null);
  }

  keep(change: Partial<Memory>): void {
    this.#held = { ...this.#held, ...change };
    this.#claim(this.#held.pending);
    this.#write();
  }

  /** What this page or another has written. */
  stored(): Memory | null {
    const found = this.#isShared && kept("localStorage", this.#key);
    if (typeof found !== "object" || !found || Array.isArray(found)) return null;
    const memory = { ...NOTHING, ...(found as Partial<Memory>) };
    // An earlier release kept texts only.
    const pending = memory.pending.filter((one) => (one as Partial<Pending>).frame);
    return { ...memory, pending };
  }

  #claim(pending: readonly Pending[]): void {
    for (const { frame } of pending) this.#own.add(frame.id);
  }

  #write(): void {
    if (!this.#mayStore || !this.#isShared) return;
    const others = this.stored();
    const pending = [...(others?.pending.filter(({ frame }) => !this.#own.has(frame.id)) ?? []), ...this.#held.pending];
    const seen = [others?.seen ?? "", this.#held.seen].sort()[1];
    keep("localStorage", this.#key, { ...this.#held, seen, pending });
  }
}
