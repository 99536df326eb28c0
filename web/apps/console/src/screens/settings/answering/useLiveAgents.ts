import type { LiveItem } from "@guichet/live";
import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTopic } from "../../../app/live.ts";
import { agentsQuery, calendarsQuery, queuesQuery, reasonsQuery, skillsQuery } from "../../../data/agents.ts";

/** What colleagues change shows here by itself: the topic's items go into the lists read before. */
export function useLiveAgents(tenant: string): void {
  const queries = useQueryClient();
  const view = useTopic("agents.settings");
  useEffect(() => {
    if (view.state !== "live") return;
    const lists: readonly (readonly [string, QueryKey])[] = [
      ["queue", queuesQuery(tenant).queryKey],
      ["skill", skillsQuery(tenant).queryKey],
      ["agent", agentsQuery(tenant).queryKey],
      ["reason", reasonsQuery(tenant).queryKey],
      ["calendar", calendarsQuery(tenant).queryKey],
    ];
    for (const [kind, key] of lists) {
      queries.setQueryData<readonly unknown[]>(key, (old) => (old ? valuesOf(view.items, kind) : old));
    }
  }, [queries, tenant, view]);
}

function valuesOf(items: ReadonlyMap<string, LiveItem>, kind: string): readonly unknown[] {
  return [...items.values()].filter((item) => item.kind === kind).map((item) => item.value);
}
