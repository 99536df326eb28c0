import { Refused } from "@guichet/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTenant } from "../../app/parents.tsx";
import { campaignQuery, doToCampaign, sendCampaign, type Campaign, type Deed } from "../../data/campaigns.ts";
import { useKeys } from "../../kit/idempotency.ts";

/** Lets a draft go, and shows what becomes of it. */
export function useSending() {
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeys();
  return useMutation({
    mutationFn: ({ id, version, recipients }: { readonly id: string; readonly version: number; readonly recipients: number }) =>
      sendCampaign(tenant.id, id, recipients, keyFor([id, version, recipients])),
    onSuccess: async (sent) => {
      queries.setQueryData(campaignQuery(tenant.id, sent.id).queryKey, sent);
      await navigate({ to: "/t/$tenant/campaigns/$campaign", params: { tenant: tenant.slug, campaign: sent.id } });
      void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "campaigns"] });
      void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "usage-account"] });
    },
    // What was shown is not what is: ask anew.
    onError: (error) => (isOther(error) ? queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "campaign-preview"] }) : undefined),
  });
}

/** The number shown is not that of the list any more. */
export const isOther = (error: unknown): error is Refused => error instanceof Refused && error.code === "audience_changed";

/** Takes back, holds, lets go on, ends, approves. */
export function useDeedOn(campaign: Campaign) {
  const tenant = useTenant();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (deed: Deed) => doToCampaign(tenant.id, campaign.id, deed),
    onSuccess: (changed) => {
      queries.setQueryData(campaignQuery(tenant.id, campaign.id).queryKey, changed);
      void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "campaigns"] });
      void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "usage-account"] });
    },
  });
}
