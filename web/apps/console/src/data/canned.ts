import { call, type CallOptions, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

/** For everybody, for a queue, or for the agent who wrote it. */
export type CannedScope = "tenant" | "queue" | "own";

export interface CannedDraft {
  readonly title: string;
  readonly text: string;
  readonly shortcut: string | null;
  readonly scope: CannedScope;
  readonly queue_id: string | null;
  /** Of the requests it is for; for all without it. */
  readonly language: string | null;
}

export interface CannedReply extends CannedDraft {
  readonly id: string;
  readonly version: number;
  readonly owner_id: string;
  readonly used: number;
}

const keyOf = (tenant: string) => ["tenant", tenant, "canned"];

/** All that was asked of canned replies: one that changes makes every answer old. */
export const cannedKey = keyOf;

/** What an agent finds while writing an answer. */
export const cannedQuery = (tenant: string, search: string, queue: string | null, language: string) =>
  queryOptions({
    queryKey: [...keyOf(tenant), "found", search, queue, language],
    queryFn: async () =>
      (await call<PageOf<CannedReply>>("GET", "/canned-replies", { tenant, query: { q: search || null, queue_id: queue, language, limit: 20 } })).items,
    staleTime: 60_000,
  });

export const fillCanned = (tenant: string, canned: string, interaction: string): Promise<{ readonly text: string; readonly missing: readonly string[] }> =>
  call("POST", `/canned-replies/${canned}/use`, { tenant, body: { interaction_id: interaction } });

export const cannedPagesQuery = (tenant: string, search: string) =>
  infiniteQueryOptions({
    queryKey: [...keyOf(tenant), "pages", search],
    queryFn: ({ pageParam }) =>
      call<PageOf<CannedReply>>("GET", "/canned-replies", { tenant, query: { q: search || null, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
export const createCanned = (tenant: string, body: CannedDraft, idempotencyKey: string): Promise<CannedReply> =>
  call("POST", "/canned-replies", { tenant, body, idempotencyKey });
export const changeCanned = (tenant: string, before: CannedReply, body: CannedDraft): Promise<CannedReply> =>
  call("PUT", `/canned-replies/${before.id}`, { tenant, body: { ...body, version: before.version } });
export const removeCanned = (tenant: string, id: string, options?: CallOptions): Promise<void> =>
  call("DELETE", `/canned-replies/${id}`, { ...options, tenant });
