import { Refused } from "@guichet/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTenant } from "../../app/parents.tsx";
import { campaignQuery, doToCampaign, sendCampaign, type Agreed, type Campaign, type Deed } from "../../data/campaigns.ts";
import { useKeys } from "../../kit/idempotency.ts";

/** Lets a draft go, and shows what becomes of it. */
export function useSending() {
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeys();
  return useMutation({
    mutationFn: ({ id, version, agreed }: { readonly id: string; readonly version: number; readonly agreed: Agreed }) =>
      sendCampaign(tenant.id, id, agreed, keyFor([id, version, agreed.recipients, agreed.fingerprint, agreed.rates])),
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

const OTHER = ["audience_changed", "other_people", "price_changed"];

/** People or prices shown are not those of now any more. */
export const isOther = (error: unknown): error is Refused => error instanceof Refused && OTHER.includes(error.code);

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
