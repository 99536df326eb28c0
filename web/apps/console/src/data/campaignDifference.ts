import { call, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Campaign, ExclusionReason } from "./campaigns.ts";

/** Who came to its list and who left it since: since it was planned, or since the time before. */
export interface Difference {
  readonly against: "shown" | "before" | null;
  /** The campaign of the time before, or itself. */
  readonly before: string | null;
  readonly came: number;
  readonly left: number;
  readonly stayed: number;
}

export interface Changed {
  readonly n: number;
  readonly contact_id: string | null;
  /** As their card has it. */
  readonly name: string | null;
  readonly address: string;
  /** Why they are left out now; none: they came, or are not chosen any more. */
  readonly reason: ExclusionReason | null;
}

export type Change = "came" | "left";

/** There may be a list to compare its own with. */
export const isCompared = ({ recipients, shown, follows, listed, forgotten_at }: Campaign): boolean =>
  recipients !== null && listed === null && forgotten_at === null && (shown !== null || follows !== null);

export const differenceQuery = (tenant: string, one: Pick<Campaign, "id" | "started_at">) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaign-difference", one.id, one.started_at],
    queryFn: ({ signal }) => call<Difference>("GET", `/campaigns/${one.id}/difference`, { tenant, signal }),
    // Lists that were made stay as they are.
    staleTime: Infinity,
  });

export const changedQuery = (tenant: string, id: string, change: Change) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "campaign-changed", id, change],
    queryFn: ({ pageParam, signal }) => call<PageOf<Changed>>("GET", `/campaigns/${id}/difference/people`, { tenant, signal, query: { change, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Infinity,
  });
