import { connect, type LiveConnection } from "@guichet/live";
import { useContext, useEffect, useState, type ReactNode } from "react";
import { LiveContext } from "../app/live.ts";

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
