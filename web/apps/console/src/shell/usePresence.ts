import type { Presence, PresenceStatus } from "@guichet/api";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSession } from "../app/parents.tsx";
import { useTopic } from "../app/live.ts";
import { myPresenceQuery, setMyPresence } from "../data/agents.ts";
import { onReady } from "../kit/onReady.ts";
import { useTrouble } from "../kit/Trouble.tsx";

export interface OwnPresence {
  /** `undefined` until it is known. */
  readonly presence: Presence | undefined;
  /** Shown at once; taken back, with a word, when the server refuses. */
  readonly set: (status: PresenceStatus, reason?: string | null) => void;
}

/** The signed-in agent's own presence, as it changes: by themself, by a supervisor, by the router. */
export function useOwnPresence(tenant: string): OwnPresence {
  const queries = useQueryClient();
  const tell = useTrouble();
  const { queryKey } = myPresenceQuery(tenant);
  const { data: presence } = useQuery(myPresenceQuery(tenant));
  useFollow(tenant);
  const set = (status: PresenceStatus, reason: string | null = null): void => {
    const before = queries.getQueryData(queryKey);
    const now = new Date().toISOString();
    if (before) queries.setQueryData(queryKey, { ...before, status, reason, since: now, lost_at: null });
    if (status === "ready") onReady.run();
    setMyPresence(tenant, status, reason).then(
      (said) => queries.setQueryData(queryKey, said),
      (error: unknown) => {
        queries.setQueryData(queryKey, before);
        notifications.show({ color: "red", message: tell(error) });
      },
    );
  };
  return { presence, set };
}

/** What the topic says of the agent goes into the value read before, unless that is newer. */
function useFollow(tenant: string): void {
  const queries = useQueryClient();
  const me = useSession().user.id;
  const view = useTopic("agents.presence");
  useEffect(() => {
    const mine = [...view.items.values()].find((item) => item.value && (item.value as Presence).id === me);
    if (!mine) return;
    const heard = mine.value as Presence;
    queries.setQueryData(myPresenceQuery(tenant).queryKey, (held) =>
      held && held.version >= heard.version ? held : heard,
    );
  }, [queries, tenant, me, view]);
}
