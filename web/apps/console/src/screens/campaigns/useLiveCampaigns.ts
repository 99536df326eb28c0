import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useTopic } from "../../app/live.ts";
import { useTenant } from "../../app/parents.tsx";
import { campaignQuery, campaignsQuery, type Campaign } from "../../data/campaigns.ts";

/** Figures that come one after the other are asked for together, in milliseconds. */
const TOGETHER = 500;

/** The list renews itself when a campaign that is not over comes, changes or ends. */
export function useLiveList(): void {
  const tenant = useTenant();
  const queries = useQueryClient();
  const { items } = useTopic("campaigns.open");
  const held = useRef(0);
  useEffect(() => {
    const none = items.size === 0 && held.current === 0;
    held.current = items.size;
    if (none) return undefined;
    const timer = setTimeout(() => void queries.invalidateQueries({ queryKey: campaignsQuery(tenant.id).queryKey }), TOGETHER);
    return () => clearTimeout(timer);
  }, [items, queries, tenant.id]);
}

/** One campaign as the server pushes it, and its results asked anew when more becomes known. */
export function useLiveCampaign(id: string): void {
  const tenant = useTenant();
  const queries = useQueryClient();
  const params = useMemo(() => ({ campaign_id: id }), [id]);
  const { items } = useTopic("campaigns.results", params);
  const pushed = items.get(`campaign:${id}`)?.value as Campaign | undefined;
  const figures = items.get(`figures:${id}`)?.version ?? 0;
  useEffect(() => {
    if (!pushed) return;
    queries.setQueryData(campaignQuery(tenant.id, id).queryKey, (held) => (held && held.version > pushed.version ? held : pushed));
  }, [pushed, queries, tenant.id, id]);
  useEffect(() => {
    if (figures === 0) return undefined;
    const timer = setTimeout(() => {
      void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "campaign-results", id] });
      void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "campaign-recipients", id] });
      void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "campaign-curve", id] });
    }, TOGETHER);
    return () => clearTimeout(timer);
  }, [figures, queries, tenant.id, id]);
}
