// The conversation: state, socket and memory held together, without any drawing.
import { type Dock, type Line, type LineEvents, type Openness, storageKey, type Wish } from "../site.ts";
import { Connection } from "./connection.ts";
import { deviceOf } from "./device.ts";
import type { Asked, FileSent, FromServer, Page, Quick, ToServer, Visited } from "./frames.ts";
import { Keeper } from "./memory.ts";
import type { Sender } from "./uploads.ts";
import { after, EMPTY, type Happening, isAway, openness, place, type State, unread } from "./state.ts";
import { extras } from "./parts.ts";

const TYPING_AGAIN = 3_000;
const TYPING_LAPSES = 6_000;
const AGAIN = 3_000;
const CHECKED_WITHIN = 8_000;
/** A quick reply of this value asks for the visitor's place, and sends it if they agree. */
export const LOCATION = "@location";

/** Pages without https have no `randomUUID`. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const thisPage = (): Page => ({ url: location.href.slice(0, 4000), title: document.title.slice(0, 1000) });

/** What the visitor filled in before the first message. */
export type Filled = Record<string, string>;

export class Talk {
  state: State = EMPTY;
  readonly keeper: Keeper;
  readonly dock: Dock;
  readonly #line: Line;
  readonly #watchers = new Set<() => void>();
  /** Sends files, once there are some. */
  sender: Sender | null = null;
  #token: string | null;
  #typed = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;
  /** Up to where the server was told that it was seen. */
  #looked: string;
  #told = "";
  #where = location.href;

  constructor(dock: Dock) {
    this.dock = dock;
    this.keeper = new Keeper(dock.site, !dock.preview);
    if (this.#isSignedOut()) this.keeper.forget();
    const { token, seen, pending, rated } = this.keeper.held;
    this.#token = token;
    this.#looked = seen;
    this.state = { ...EMPTY, pending, seen, rated };
    const events: LineEvents = {
      hello: () => this.#hello(),
      frame: (frame) => this.#take(frame),
      lost: () => this.happen({ kind: "link", link: "offline" }),
      refused: () => this.happen({ kind: "link", link: "refused" }),
    };
    const url = `${dock.origin.replace(/^http/, "ws")}/visitor/${encodeURIComponent(dock.site.key)}`;
    this.#line = dock.line?.(events) ?? new Connection(url, events);
    document.addEventListener("visibilitychange", () => this.#look());
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== storageKey(dock.site)) return;
      if (newValue === null) this.#leave();
      else this.#meet();
    });
    const moved = () => this.#moved();
    addEventListener("popstate", moved);
    (window as { navigation?: EventTarget }).navigation?.addEventListener("navigatesuccess", moved);
    this.#line.open();
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** With what the page's element or an invitation opened it. */
  wish({ subject, invitation }: Wish): void {
    const known = this.dock.site.subjects.find((one) => one.key === subject)?.key;
    if (this.state.ongoing || !(known ?? invitation)) return;
    this.set({ subject: known ?? this.state.subject, invitation: invitation ?? null, anew: true });
    if (known) void this.check(known);
  }

  show(open: boolean): void {
    this.happen({ kind: "open", open });
    this.keeper.keep({ open });
    this.#look();
  }

  set(values: Partial<State>): void {
    this.happen({ kind: "set", values });
  }

  choose(subject: string): void {
    this.set({ subject });
    void this.check(subject);
  }

  say(text: string, more: { form?: Filled; reply?: string } = {}): void {
    const { ongoing, subject, invitation, uploads } = this.state;
    const files = uploads.flatMap((one) => one.file ?? []);
    this.sender?.sent(uploads);
    const { form, reply } = more;
    const frame: Asked = { op: "say", id: newId(), text, page: thisPage() };
    if (files.length) frame.files = files.map((one) => one.id);
    if (form) frame.form = form;
    if (reply) frame.reply = reply;
    if (!ongoing && subject) frame.subject = subject;
    if (!ongoing && invitation) frame.invitation = invitation;
    this.#addContext(frame);
    this.set({ uploads: [] });
    this.#ask(frame, files);
    this.keeper.keep({ draft: "" });
    this.#typed = 0;
  }

  /** Nobody is there: a message and an address to answer to. */
  leave({ text = "", email = "", name }: Filled): void {
    const { subject } = this.state;
    const frame: Asked = { op: "leave", id: newId(), text, email, page: thisPage() };
    if (name) frame.name = name;
    if (subject) frame.subject = subject;
    this.#addContext(frame);
    this.#ask(frame);
  }

  rate(interaction: string, stars: number, comment: string): void {
    this.#ask({ op: "rate", id: newId(), interaction, stars, ...(comment ? { comment } : {}) });
  }

  transcript(email: string): string {
    const id = newId();
    this.#ask({ op: "transcript", id, email });
    return id;
  }

  end(): void {
    this.#ask({ op: "end", id: newId() });
  }

  retry(id: string): void {
    const found = this.state.pending.find(({ frame }) => frame.id === id);
    if (!found) return;
    this.happen({ kind: "retry", id });
    this.#line.send(found.frame);
  }

  forget(id: string): void {
    this.happen({ kind: "forget", id });
  }

  answer({ value, label }: Quick, failed: () => void): void {
    if (value !== LOCATION) {
      this.say(label, { reply: value });
      return;
    }
    navigator.geolocation.getCurrentPosition(({ coords: { latitude, longitude, accuracy } }) => {
      this.#line.send({ op: "locate", latitude, longitude, accuracy });
      this.say(label, { reply: value });
    }, failed);
  }

  /** The draft is kept; that somebody writes is told at most every three seconds. */
  typing(draft: string): void {
    this.keeper.keep({ draft });
    const now = Date.now();
    const on = draft !== "";
    if (on && now - this.#typed < TYPING_AGAIN) return;
    if (on || this.#typed) this.#line.send({ op: "typing", on });
    this.#typed = on ? now : 0;
  }

  /** Would somebody answer now? Asked of the server; `null` when it does not say in time. */
  check(subject: string | null): Promise<Openness | null> {
    return new Promise((resolve) => {
      const tell = () => {
        const told = this.#line.send({ op: "check", subject });
        if (told) stopWatching();
      };
      const stopWatching = this.watch(() => this.state.link === "online" && tell());
      if (this.state.link === "online") tell();
      // A promise is kept once: the later of the two is not heard.
      setTimeout(() => resolve(null), CHECKED_WITHIN);
      this.#checks.push([subject, resolve]);
    });
  }

  readonly #checks: [string | null, (found: Openness) => void][] = [];

  attach(files: Iterable<File>): void {
    const chosen = [...files];
    extras.get(this.dock).then((part) => (this.sender ??= new part.Sender(this)).attach(chosen), Boolean);
  }

  /** The page chose another language, or said who is there. */
  changed(): void {
    if (this.#isSignedOut()) this.#leave();
    else this.#line.again();
  }

  /** The page says that nobody is signed in, and what is kept is of somebody who was. */
  #isSignedOut(): boolean {
    return this.dock.identity === null && this.keeper.held.known;
  }

  /** Who wrote here left: nothing of them stays, on the screen or on the device. */
  #leave(): void {
    this.#forget();
    this.happen({ kind: "anew" });
    this.#line.again();
  }

  #forget(): void {
    this.keeper.forget();
    this.#token = null;
    this.#looked = "";
  }

  /** With what it shows who the visitor is, beside the socket. */
  get token(): string {
    return this.#token ?? "";
  }

  #visited(): Visited {
    const { referrer, pages, data } = this.dock.visit();
    return {
      referrer: referrer.slice(0, 4000),
      pages: pages.map(({ url, title, at }) => ({ url: url.slice(0, 4000), title: title.slice(0, 1000), at })),
      data,
      device: deviceOf(navigator.userAgent, screen.width, screen.height),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
  }

  #addContext(frame: Asked & { context?: Visited }): void {
    const context = this.#visited();
    const told = JSON.stringify(context.data);
    if (told !== this.#told) frame.context = context;
    this.#told = told;
  }

  #hello(): ToServer {
    const last = this.state.messages.at(-1);
    const since = last ? { interaction: last.interaction, seq: last.seq } : null;
    const visit = this.#visited();
    this.#told = JSON.stringify(visit.data);
    return { op: "hello", token: this.#token, since, language: this.dock.language, identity: this.dock.identity ?? null, visit };
  }

  #ask(frame: Asked, files: readonly FileSent[] = []): void {
    this.#meet();
    this.keeper.allow();
    this.happen({ kind: "ask", frame, at: new Date().toISOString(), files });
    this.keeper.keep({ token: this.#token });
    this.#line.send(frame);
  }

  /** Another page of this browser may have begun, or read on: one visitor, one conversation. */
  #meet(): void {
    const stored = this.keeper.stored();
    if (!stored) return;
    if (stored.token && stored.token !== this.#token && !this.state.messages.length) {
      this.#token = stored.token;
      this.keeper.keep({ token: stored.token });
      this.#line.again();
    }
    if (stored.seen > this.state.seen) this.set({ seen: stored.seen });
  }

  #take(frame: FromServer): void {
    if (frame.op === "welcome" && frame.other) this.#forget();
    this.happen({ kind: "frame", frame });
    if (frame.op === "welcome") this.#welcomed(frame);
    else if (frame.op === "message") this.#confirm(this.#receiptOf(frame.message));
    else if (frame.op === "availability") this.#found(frame.subject, frame.state);
    else if (frame.op === "refused" && frame.again) setTimeout(() => this.retry(frame.id), AGAIN);
    else if (frame.op === "typing") {
      clearTimeout(this.#silence);
      if (frame.on) this.#silence = setTimeout(() => this.set({ typing: null }), TYPING_LAPSES);
    }
  }

  #welcomed({ token, messages, warnings }: FromServer & { op: "welcome" }): void {
    // eslint-disable-next-line no-console -- for the page's author, who looks nowhere else
    if (warnings?.length) console.warn("Guichet:", ...warnings);
    this.#token = token;
    this.keeper.keep({ token, known: this.keeper.held.known || Boolean(this.dock.identity) });
    this.#confirm(messages.flatMap((one) => this.#receiptOf(one)));
    for (const one of this.state.pending) if (!one.failed) this.#line.send(one.frame);
    this.sender?.resume();
    this.#available();
  }

  #found(subject: string | null, found: Openness): void {
    const of = this.dock.site.subjects.find((one) => one.key === subject);
    if (of) of.state = found;
    for (const check of this.#checks.filter(([about]) => about === subject)) {
      check[1](found);
      this.#checks.splice(this.#checks.indexOf(check), 1);
    }
    this.#available();
  }

  #available(): void {
    const { availability } = this.state;
    if (availability) this.dock.site.availability = availability;
    this.dock.update();
    for (const watcher of this.#watchers) watcher();
  }

  isAway(): boolean {
    return isAway(openness(this.state, this.dock.site));
  }

  #receiptOf({ receipt }: { receipt: string | null }): string[] {
    return receipt ? [receipt] : [];
  }

  #confirm(ids: string[]): void {
    if (ids.length) this.#line.send({ op: this.#isLooking() ? "seen" : "got", ids: ids.slice(-200) });
  }

  /** What came while nobody looked is seen now. */
  #look(): void {
    if (!this.#isLooking()) return;
    const fresh = this.state.messages.filter((one) => place(one) > this.#looked);
    this.#looked = this.state.seen;
    this.#confirm(fresh.flatMap((one) => this.#receiptOf(one)));
    this.#remember();
  }

  #isLooking(): boolean {
    return this.state.open && !document.hidden;
  }

  #moved(): void {
    if (location.href === this.#where) return;
    this.#where = location.href;
    this.#line.send({ op: "where", page: thisPage() });
  }

  happen(what: Happening): void {
    this.state = after(this.state, what);
    this.#remember();
    for (const watcher of this.#watchers) watcher();
  }

  #remember(): void {
    const { seen, pending, rated } = this.state;
    this.keeper.keep(this.#isLooking() || !this.state.open ? { seen, pending, rated } : { pending, rated });
  }

  get unread(): number {
    return unread(this.state);
  }
}
