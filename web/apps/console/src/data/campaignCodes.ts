import { call, type CallOptions, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { renewal, type Campaign } from "./campaigns.ts";

/** Where the short links of a company lead in. */
export interface LinkAddress {
  readonly version: number;
  /** A domain of the company; `null`: the platform's. */
  readonly host: string | null;
  /** Links use the domain once it was checked. */
  readonly checked_at: string | null;
  readonly begins: string;
  readonly characters: number;
}
export const linkAddressQuery = (tenant: string) =>
  queryOptions({ queryKey: ["tenant", tenant, "link-address"], queryFn: () => call<LinkAddress>("GET", "/campaign-links/address", { tenant }) });
export const putLinkAddress = (tenant: string, host: string | null, options: CallOptions = {}) =>
  call<LinkAddress>("PUT", "/campaign-links/address", { ...options, tenant, body: { host } });
export const checkLinkAddress = (tenant: string) => call<LinkAddress>("POST", "/campaign-links/address/check", { tenant });

/** A code was redeemed. */
export interface CodeUse {
  readonly code: string;
  readonly at: string;
  readonly by_kind: string;
  readonly by_name: string | null;
  readonly reference: string | null;
}

/** What a code is worth. */
export interface Code {
  readonly code: string;
  readonly state: "good" | "used" | "expired";
  readonly campaign_id: string;
  readonly campaign: string;
  readonly contact_id: string | null;
  readonly ends_at: string | null;
  readonly use: CodeUse | null;
}

export interface CodeFigures {
  readonly given: number;
  readonly used: number;
  readonly ends_at: string | null;
}
export const codeFiguresQuery = (tenant: string, one: Pick<Campaign, "id" | "state" | "sent_at">) =>
  queryOptions({
    queryKey: ["tenant", tenant, "code-figures", one.id],
    queryFn: () => call<CodeFigures>("GET", `/campaigns/${one.id}/codes/figures`, { tenant }),
    refetchInterval: () => renewal(one, Date.now()),
  });
export const usedCodesQuery = (tenant: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "used-codes", id],
    queryFn: ({ pageParam }) => call<PageOf<CodeUse>>("GET", `/campaigns/${id}/codes`, { tenant, query: { cursor: pageParam, limit: 20 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
export const lookAtCode = (tenant: string, code: string) => call<Code>("POST", "/campaign-codes/look", { tenant, body: { code } });
