import type { LiveItem } from "@guichet/live";
import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTopic } from "../../app/live.ts";
import { apiKeysQuery, invitationsQuery, membersQuery } from "../../data/tenant.ts";

/** What colleagues change shows here by itself: the topic's items go into the lists read before. */
export function useLiveSettings(tenant: string): void {
  const queries = useQueryClient();
  const view = useTopic("tenant.settings");
  useEffect(() => {
    if (view.state !== "live") return;
    const lists: readonly (readonly [string, QueryKey])[] = [
      ["member", membersQuery(tenant).queryKey],
      ["invitation", invitationsQuery(tenant).queryKey],
      ["api_key", apiKeysQuery(tenant).queryKey],
    ];
    for (const [kind, key] of lists) {
      queries.setQueryData<readonly unknown[]>(key, (old) => (old ? valuesOf(view.items, kind) : old));
    }
  }, [queries, tenant, view]);
}

function valuesOf(items: ReadonlyMap<string, LiveItem>, kind: string): readonly unknown[] {
  return [...items.values()].filter((item) => item.kind === kind).map((item) => item.value);
}
