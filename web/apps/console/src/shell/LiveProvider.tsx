import { connect, type LiveConnection, type Signal, type TopicView } from "@guichet/live";
import { createContext, useContext, useEffect, useEffectEvent, useMemo, useState, type ReactNode } from "react";

const LiveContext = createContext<LiveConnection | null>(null);

function addressFor(tenant: string): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/live?tenant=${tenant}`;
}

interface LiveProviderProps {
  readonly tenant: string | undefined;
  readonly children: ReactNode;
}

/** The one socket of this tab, for the tenant shown. */
export function LiveProvider({ tenant, children }: LiveProviderProps) {
  const [connection, setConnection] = useState<LiveConnection | null>(null);
  useEffect(() => {
    if (!tenant) return undefined;
    const made = connect({ url: addressFor(tenant) });
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the socket lives only while mounted
    setConnection(made);
    return () => {
      made.close();
      setConnection(null);
    };
  }, [tenant]);
  return <LiveContext value={connection}>{children}</LiveContext>;
}

/** How long a cut may last before it is worth a word, in milliseconds. */
const WORTH_SAYING = 2_500;

/** Whether the server is reachable. Short cuts are not told. */
export function useOnline(): boolean {
  const connection = useContext(LiveContext);
  const [online, setOnline] = useState(true);
  useEffect(() => {
    if (!connection) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (): void => {
      timer = setTimeout(() => setOnline(false), WORTH_SAYING);
    };
    const stop = connection.watch((up) => {
      clearTimeout(timer);
      if (up) setOnline(true);
      else later();
    });
    later();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [connection]);
  return online;
}

/** A view, and what it is a view of: what belongs to another topic or tenant is not shown. */
interface Seen {
  readonly connection: LiveConnection | null;
  readonly topic: string;
  readonly stable: object;
  readonly view: TopicView;
}

const NOTHING: TopicView = { state: "opening", items: new Map() };

/**
 * What a topic holds, kept up to date by the socket. `params` must keep their identity or
 * their content: a change of content opens the topic anew.
 */
export function useTopic(
  topic: string,
  params: Readonly<Record<string, string>> = {},
  signalled: (signal: Signal) => void = () => undefined,
): TopicView {
  const connection = useContext(LiveContext);
  const key = JSON.stringify(params);
  const stable = useMemo(() => JSON.parse(key) as Record<string, string>, [key]);
  const [seen, setSeen] = useState<Seen | null>(null);
  const onSignal = useEffectEvent(signalled);
  useEffect(
    () =>
      connection?.open(topic, stable, {
        changed: (view) => setSeen({ connection, topic, stable, view }),
        signalled: (signal) => onSignal(signal),
      }),
    [connection, topic, stable],
  );
  const current = seen?.connection === connection && seen.topic === topic && seen.stable === stable;
  return current ? seen.view : NOTHING;
}
