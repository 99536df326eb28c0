/**
 * One socket to `/live`: snapshots and patches of topics, resumed after a cut.
 *
 * Frames are those of the server's `live` package. An item is applied only when its
 * version is higher than the one held, so a repeated frame changes nothing.
 */

export interface LiveItem<V = unknown> {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly value: V;
}

export interface Gone {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
}

/** Where a topic stands: `offline` keeps what was held, and resumes by itself. */
export type TopicState = "opening" | "live" | "offline" | "refused";

export interface TopicView {
  readonly state: TopicState;
  /** The held items, by `kind:id`. A new map at each change, so identity tells of change. */
  readonly items: ReadonlyMap<string, LiveItem>;
}

export type Params = Readonly<Record<string, string>>;

/** Passing things that nobody stores, such as "is typing". */
export type Signal = Readonly<Record<string, unknown>>;

export interface Listener {
  readonly changed: (view: TopicView) => void;
  readonly signalled?: (signal: Signal) => void;
}

export interface LiveConnection {
  /**
   * Opens a topic and calls back at each change. The returned function closes it. Two who
   * open the same topic share one opening, and the second hears at once what is held.
   */
  open(topic: string, params: Params, listener: Listener): () => void;
  /** What an open topic holds now; `null` while it holds nothing yet. */
  seen(topic: string, params: Params): TopicView | null;
  /** Tells whether the socket is up; calls back at each change. */
  watch(changed: (online: boolean) => void): () => void;
  /** Ends the connection for good (sign-out, other tenant). */
  close(): void;
}

export type ServerFrame =
  | { readonly op: "hello"; readonly position: number; readonly epoch: string; readonly version: string }
  | { readonly op: "snapshot"; readonly ref: number; readonly position: number; readonly items: readonly LiveItem[] }
  | {
      readonly op: "patch";
      readonly ref: number;
      readonly position: number;
      readonly puts: readonly LiveItem[];
      readonly gone: readonly Gone[];
    }
  | { readonly op: "behind"; readonly ref: number }
  | { readonly op: "refused"; readonly ref: number; readonly problem: unknown }
  | { readonly op: "signal"; readonly ref: number; readonly signal: Signal }
  | { readonly op: "pong" };
