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

/** Where a topic stands: `offline` keeps what was held, and resumes by itself. */
export type TopicState = "opening" | "live" | "offline" | "refused";

export interface TopicView {
  readonly state: TopicState;
  /** The held items, by `kind:id`. A new map at each change, so identity tells of change. */
  readonly items: ReadonlyMap<string, LiveItem>;
}

export interface LiveConnection {
  /** Opens a topic and calls back at each change. The returned function closes it. */
  open(topic: string, params: Readonly<Record<string, string>>, changed: (view: TopicView) => void): () => void;
  /** Tells whether the socket is up; calls back at each change. */
  watch(changed: (online: boolean) => void): () => void;
  /** Ends the connection for good (sign-out, other tenant). */
  close(): void;
}
