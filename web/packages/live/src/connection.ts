import { NOTHING_HELD, patched, replaced, type Held } from "./holding.ts";
import type { Listener, LiveConnection, Params, ServerFrame, TopicState, TopicView } from "./types.ts";

export interface ConnectOptions {
  readonly url: string;
  readonly makeSocket?: (url: string) => WebSocket;
  /** Between 0 and 1, spreads the returns of many browsers over time. */
  readonly chance?: () => number;
}

/** Silence after which the socket is asked whether it lives, and then how long it may take. */
const ASK_AFTER = 25_000;
const ANSWER_WITHIN = 10_000;

/** Waits before coming back, in milliseconds; the last one repeats. */
const RETURNS = [250, 1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** Closing codes that say "do not come back": signed out, or not yours. */
const FOR_GOOD = new Set([4401, 4403]);

interface Subscription {
  readonly ref: number;
  readonly topic: string;
  readonly params: Params;
  readonly listeners: Set<Listener>;
  held: Held;
  /** The newest position seen, and the life of the log it counts in: a restored backup begins another. */
  position: number | null;
  epoch: string;
  state: TopicState;
}

/** Connects at once and stays connected until closed, coming back by itself after a cut. */
export function connect(options: ConnectOptions): LiveConnection {
  return new Connection(options);
}

class Connection implements LiveConnection {
  readonly #options: ConnectOptions;
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #watchers = new Set<(online: boolean) => void>();
  #socket: WebSocket | null = null;
  #epoch = "";
  #online = false;
  #ended = false;
  #failures = 0;
  #lastRef = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectOptions) {
    this.#options = options;
    globalThis.addEventListener("online", this.#hurry);
    this.#dial();
  }

  open(topic: string, params: Params, listener: Listener): () => void {
    const subscription = this.#sharedWith(topic, params) ?? this.#subscribe(topic, params);
    subscription.listeners.add(listener);
    if (subscription.state !== "opening") listener.changed({ state: subscription.state, items: subscription.held.items });
    return () => {
      subscription.listeners.delete(listener);
      if (subscription.listeners.size === 0) this.#unsubscribe(subscription);
    };
  }

  seen(topic: string, params: Params): TopicView | null {
    const found = this.#sharedWith(topic, params);
    return found && found.state !== "opening" ? { state: found.state, items: found.held.items } : null;
  }

  #sharedWith(topic: string, params: Params): Subscription | undefined {
    const wanted = JSON.stringify(params);
    const all = [...this.#subscriptions.values()];
    return all.find((held) => held.topic === topic && JSON.stringify(held.params) === wanted);
  }

  #subscribe(topic: string, params: Params): Subscription {
    const ref = ++this.#lastRef;
    const fresh = { ref, topic, params, listeners: new Set<Listener>(), held: NOTHING_HELD, position: null, epoch: "" };
    const subscription: Subscription = { ...fresh, state: "opening" };
    this.#subscriptions.set(ref, subscription);
    if (this.#online) this.#ask(subscription);
    return subscription;
  }

  #unsubscribe({ ref }: Subscription): void {
    if (this.#subscriptions.delete(ref) && this.#online) this.#send({ op: "close", ref });
  }

  watch(changed: (online: boolean) => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  close(): void {
    this.#ended = true;
    globalThis.removeEventListener("online", this.#hurry);
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
  }

  #dial(): void {
    const socket = (this.#options.makeSocket ?? ((url) => new WebSocket(url)))(this.#options.url);
    this.#socket = socket;
    socket.addEventListener("message", (event: MessageEvent<string>) => this.#receive(event.data));
    socket.addEventListener("close", (event) => this.#lost(socket, event.code));
  }

  readonly #hurry = (): void => {
    if (this.#online || this.#ended || this.#socket?.readyState === WebSocket.CONNECTING) return;
    clearTimeout(this.#timer);
    this.#dial();
  };

  #lost(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearTimeout(this.#timer);
    this.#setOnline(false);
    if (this.#ended) return;
    for (const subscription of this.#subscriptions.values()) this.#show(subscription, "offline");
    if (FOR_GOOD.has(code)) return;
    this.#timer = setTimeout(() => this.#dial(), this.#pause());
  }

  #pause(): number {
    const wait = RETURNS[Math.min(this.#failures, RETURNS.length - 1)] ?? 0;
    this.#failures += 1;
    return wait * (0.5 + (this.#options.chance ?? Math.random)());
  }

  #receive(text: string): void {
    this.#listenForSilence();
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.op === "hello") this.#greeted(frame.epoch);
    else if ("ref" in frame) {
      const subscription = this.#subscriptions.get(frame.ref);
      if (subscription) this.#apply(subscription, frame);
    }
  }

  #greeted(epoch: string): void {
    this.#epoch = epoch;
    this.#failures = 0;
    this.#setOnline(true);
    for (const subscription of this.#subscriptions.values()) this.#ask(subscription);
  }

  #apply(subscription: Subscription, frame: ServerFrame): void {
    switch (frame.op) {
      case "snapshot":
        subscription.held = replaced(frame.items);
        this.#reached(subscription, frame.position);
        this.#show(subscription, "live");
        break;
      case "patch":
        subscription.held = patched(subscription.held, frame.puts, frame.gone);
        this.#reached(subscription, frame.position);
        this.#show(subscription, "live");
        break;
      case "behind":
        subscription.position = null;
        this.#ask(subscription);
        break;
      case "refused":
        this.#subscriptions.delete(subscription.ref);
        this.#show(subscription, "refused");
        break;
      case "signal":
        for (const listener of subscription.listeners) listener.signalled?.(frame.signal);
        break;
      default:
    }
  }

  #reached(subscription: Subscription, position: number): void {
    subscription.position = position;
    subscription.epoch = this.#epoch;
  }

  #show(subscription: Subscription, state: TopicState): void {
    subscription.state = state;
    for (const listener of subscription.listeners) listener.changed({ state, items: subscription.held.items });
  }

  #ask(subscription: Subscription): void {
    const { ref, topic, params, position } = subscription;
    const since = position === null ? {} : { since: position, epoch: subscription.epoch };
    this.#send({ op: "open", ref, topic, params, ...since });
  }

  #send(frame: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #listenForSilence(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#send({ op: "ping" });
      this.#timer = setTimeout(() => this.#giveUp(), ANSWER_WITHIN);
    }, ASK_AFTER);
  }

  /** A socket that no longer answers may never say that it closed: it is left behind. */
  #giveUp(): void {
    const silent = this.#socket;
    if (!silent) return;
    this.#lost(silent, 1006);
    silent.close();
  }

  #setOnline(online: boolean): void {
    if (online === this.#online) return;
    this.#online = online;
    for (const tell of this.#watchers) tell(online);
  }
}
