import { call, type AdviceKind, type AdviceRequest, type AdviceState, type AdviceWithWords, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

export const adviceQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "advice"],
    queryFn: ({ pageParam }) => call<PageOf<AdviceRequest>>("GET", "/advice-requests", { tenant, query: { cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const adviceRequestQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "advice", id],
    queryFn: () => call<AdviceWithWords>("GET", `/advice-requests/${id}`, { tenant }),
  });

export interface AdviceForm {
  readonly kind: AdviceKind;
  readonly title: string;
  readonly text: string;
}
export const askForAdvice = (tenant: string, body: AdviceForm, key: string) =>
  call<AdviceRequest>("POST", "/advice-requests", { tenant, body: { ...body, key }, idempotencyKey: key });
export const addToAdvice = (tenant: string, id: string, text: string, key: string) =>
  call<AdviceWithWords>("POST", `/advice-requests/${id}/messages`, { tenant, body: { text, key }, idempotencyKey: key });
export const setAdviceState = (tenant: string, interaction: string, state: AdviceState, reason: string) =>
  call<AdviceRequest>("PUT", `/interactions/${interaction}/advice`, { tenant, body: { state, reason: reason.trim() || null } });
