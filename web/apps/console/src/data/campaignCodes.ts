import { call, putBytes, type CallOptions, type PageOf } from "@guichet/api";
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

/** Codes a company brought along at one time, for one campaign. */
export interface CodeFile {
  readonly id: string;
  /** Of the file; empty: pasted. */
  readonly name: string;
  readonly state: "reading" | "done" | "failed" | "removing";
  readonly rows: number | null;
  readonly done: number;
  readonly taken: number;
  readonly unfit: number;
  readonly twice: number;
  readonly elsewhere: number;
  readonly beyond: number;
  readonly problem_text: string | null;
  /** The first rows that became no code. */
  readonly refused: readonly { readonly row: number; readonly text: string; readonly reason_text: string }[];
  readonly created_at: string;
}

export interface OwnCodes {
  /** How many people they are enough for. */
  readonly there: number;
  readonly example: string | null;
  readonly files: readonly CodeFile[];
}

/** Between two looks while codes are read, in milliseconds. */
const OFTEN = 700;
/** More than this is sent as a file. */
const LONGEST_PASTED = 200_000;
export const isBusy = ({ state }: CodeFile): boolean => state === "reading" || state === "removing";
export const ownCodesQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "own-codes", id],
    queryFn: () => call<OwnCodes>("GET", `/campaigns/${id}/own-codes`, { tenant }),
    refetchInterval: (query) => (query.state.data?.files.some(isBusy) ? OFTEN : false),
  });
export const sendCodes = (tenant: string, id: string, file: Blob, name: string) => putBytes<CodeFile>(`/campaigns/${id}/own-codes/file?name=${encodeURIComponent(name)}`, file, { tenant, signal: new AbortController().signal });
export const pasteCodes = (tenant: string, id: string, text: string) =>
  text.length > LONGEST_PASTED ? sendCodes(tenant, id, new Blob([text]), "") : call<CodeFile>("POST", `/campaigns/${id}/own-codes/pasted`, { tenant, body: { text }, idempotencyKey: crypto.randomUUID() });
export const removeCodes = (tenant: string, id: string) => call<null>("DELETE", `/campaigns/${id}/own-codes`, { tenant });
