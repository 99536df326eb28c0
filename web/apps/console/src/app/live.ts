import type { LiveConnection, Signal, TopicView } from "@guichet/live";
import { createContext, useContext, useEffect, useEffectEvent, useMemo, useState } from "react";

/** The one socket of this tab, for the tenant shown; `null` outside a tenant. */
export const LiveContext = createContext<LiveConnection | null>(null);

type Params = Readonly<Record<string, string>>;

/** A view, and what it is a view of: what belongs to another topic or tenant is not shown. */
interface Seen {
  readonly connection: LiveConnection | null;
  readonly topic: string;
  readonly stable: Params;
  readonly view: TopicView;
}

/** The one known where it says the same, so that nothing is drawn again. */
function renewed(known: Seen | null, news: Seen): Seen {
  const same =
    known?.connection === news.connection && known.topic === news.topic && known.stable === news.stable &&
    known.view.state === news.view.state && known.view.items === news.view.items;
  return same ? known : news;
}

const NOTHING: TopicView = { state: "opening", items: new Map() };
const NO_PARAMS: Params = {};

/** What a topic holds, kept up to date by the socket. Two screens may ask for the same one. */
export function useTopic(topic: string, params: Params = NO_PARAMS): TopicView {
  const connection = useContext(LiveContext);
  const stable = useStable(params);
  // What is open already is shown in the first drawing, not in a second one after an empty first.
  const [seen, setSeen] = useState<Seen | null>(() => {
    const view = connection?.seen(topic, stable);
    return view ? { connection, topic, stable, view } : null;
  });
  useEffect(
    () => connection?.open(topic, stable, { changed: (view) => setSeen((known) => renewed(known, { connection, topic, stable, view })) }),
    [connection, topic, stable],
  );
  const current = seen?.connection === connection && seen.topic === topic && seen.stable === stable;
  return current ? seen.view : NOTHING;
}

/** How long a topic stays open after nobody needs it ahead any more, in milliseconds. */
const LINGER = 3_000;

/** Keeps topics open that are likely to be asked for next: what they hold is there at once. */
export function useAhead(topic: string, all: readonly Params[]): void {
  const connection = useContext(LiveContext);
  const key = JSON.stringify(all);
  useEffect(() => {
    const stops = (JSON.parse(key) as readonly Params[]).map((params) => connection?.open(topic, params, { changed: () => undefined }));
    return () => {
      setTimeout(() => stops.forEach((stop) => stop?.()), LINGER);
    };
  }, [connection, topic, key]);
}

/** Passing things of a topic that nobody stores, such as "is typing". */
export function useSignals(topic: string, params: Params, signalled: (signal: Signal) => void): void {
  const connection = useContext(LiveContext);
  const stable = useStable(params);
  const onSignal = useEffectEvent(signalled);
  useEffect(
    () =>
      connection?.open(topic, stable, {
        changed: () => undefined,
        signalled: (signal) => onSignal(signal),
      }),
    [connection, topic, stable],
  );
}

/** The same object as long as its content is the same. */
function useStable(params: Params): Params {
  const key = JSON.stringify(params);
  return useMemo(() => JSON.parse(key) as Params, [key]);
}
