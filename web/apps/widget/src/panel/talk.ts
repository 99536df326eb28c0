// The conversation: state, socket and memory held together, without any drawing.
import type { Dock } from "../site.ts";
import { Connection } from "./connection.ts";
import type { FromServer, ToServer } from "./frames.ts";
import { Keeper } from "./memory.ts";
import { after, EMPTY, type Happening, place, type State, unread } from "./state.ts";

const TYPING_AGAIN = 3_000;
const TYPING_LAPSES = 6_000;

/** Pages without https have no `randomUUID`. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Talk {
  state: State = EMPTY;
  readonly keeper: Keeper;
  readonly #dock: Dock;
  readonly #connection: Connection;
  readonly #watchers = new Set<() => void>();
  #token: string | null;
  #typed = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(dock: Dock) {
    this.#dock = dock;
    this.keeper = new Keeper(dock.site);
    const { token, seen, pending } = this.keeper.held;
    this.#token = token;
    this.state = after(EMPTY, { kind: "restore", pending, seen });
    const url = `${dock.origin.replace(/^http/, "ws")}/visitor/${encodeURIComponent(dock.site.key)}`;
    this.#connection = new Connection(url, {
      hello: () => this.#hello(),
      frame: (frame) => this.#take(frame),
      lost: () => this.#happen({ kind: "link", link: "offline" }),
      refused: () => this.#happen({ kind: "link", link: "refused" }),
    });
    document.addEventListener("visibilitychange", () => this.#look());
    this.#connection.open();
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  show(open: boolean): void {
    this.#happen({ kind: "open", open });
    this.keeper.keep({ open });
    this.#look();
  }

  say(text: string): void {
    this.keeper.allow();
    const id = newId();
    this.#happen({ kind: "say", id, text, at: new Date().toISOString() });
    this.keeper.keep({ token: this.#token, draft: "" });
    this.#typed = 0;
    this.#utter(id, text);
  }

  retry(id: string): void {
    const found = this.state.pending.find((one) => one.id === id);
    if (!found) return;
    this.#happen({ kind: "retry", id });
    this.#utter(id, found.text);
  }

  /** The draft is kept; that somebody writes is told at most every three seconds. */
  typing(draft: string): void {
    this.keeper.keep({ draft });
    const now = Date.now();
    const on = draft !== "";
    if (on && now - this.#typed < TYPING_AGAIN) return;
    if (on || this.#typed) this.#connection.send({ op: "typing", on });
    this.#typed = on ? now : 0;
  }

  #hello(): ToServer {
    const last = this.state.messages.at(-1);
    const since = last ? { interaction: last.interaction, seq: last.seq } : null;
    return { op: "hello", token: this.#token, since, language: this.#dock.language };
  }

  #utter(id: string, text: string): void {
    const page = { url: location.href.slice(0, 4000), title: document.title.slice(0, 1000) };
    this.#connection.send({ op: "say", id, text, page });
  }

  #take(frame: FromServer): void {
    this.#happen({ kind: "frame", frame });
    if (frame.op === "welcome") {
      this.#token = frame.token;
      this.keeper.keep({ token: frame.token });
      this.#confirm(frame.messages.flatMap((one) => this.#receiptOf(one)));
      for (const one of this.state.pending) if (!one.failed) this.#utter(one.id, one.text);
    } else if (frame.op === "message") {
      this.#confirm(this.#receiptOf(frame.message));
    } else if (frame.op === "typing" && frame.on) {
      clearTimeout(this.#silence);
      this.#silence = setTimeout(() => this.#happen({ kind: "silence" }), TYPING_LAPSES);
    }
  }

  #receiptOf({ receipt }: { receipt: string | null }): string[] {
    return receipt ? [receipt] : [];
  }

  #confirm(ids: string[]): void {
    if (ids.length) this.#connection.send({ op: this.#isLooking() ? "seen" : "got", ids: ids.slice(-200) });
  }

  /** What came while nobody looked is seen now. */
  #look(): void {
    if (!this.#isLooking()) return;
    const before = this.keeper.held.seen;
    const fresh = this.state.messages.filter((one) => place(one) > before);
    this.#confirm(fresh.flatMap((one) => this.#receiptOf(one)));
    this.#remember();
  }

  #isLooking(): boolean {
    return this.state.open && !document.hidden;
  }

  #happen(what: Happening): void {
    this.state = after(this.state, what);
    this.#remember();
    this.#dock.unread(unread(this.state));
    for (const watcher of this.#watchers) watcher();
  }

  #remember(): void {
    const { seen, pending } = this.state;
    this.keeper.keep(this.#isLooking() || !this.state.open ? { seen, pending } : { pending });
  }
}
