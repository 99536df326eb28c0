import {
  call,
  type CallOptions,
  type HookDeliveryState,
  type Hook,
  type HookDelivery,
  type HookEvent,
  type HookForm,
  type HookTest,
  type NewHook,
  type PageOf,
} from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

/** How often a page that shows how telling goes looks again. */
const LOOK = 5_000;
const SHOWN = 25;

export const hooksQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "hooks"],
    queryFn: async () => (await call<PageOf<Hook>>("GET", "/hooks", { tenant, query: { limit: 200 } })).items,
    refetchInterval: LOOK,
  });
export const hookEventsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "hook-events"],
    queryFn: async () => (await call<{ items: readonly HookEvent[] }>("GET", "/hooks/events", { tenant })).items,
    staleTime: 3_600_000,
  });
export const deliveriesQuery = (tenant: string, hook: string, state: HookDeliveryState | null) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "hook-deliveries", hook, state],
    queryFn: ({ pageParam }) =>
      call<PageOf<HookDelivery>>("GET", `/hooks/${hook}/deliveries`, { tenant, query: { state, cursor: pageParam, limit: SHOWN } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: LOOK,
  });
export const deliveryQuery = (tenant: string, hook: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "hook-delivery", hook, id],
    queryFn: () => call<HookDelivery>("GET", `/hooks/${hook}/deliveries/${id}`, { tenant }),
  });

export const createHook = (tenant: string, body: HookForm, idempotencyKey: string): Promise<NewHook> =>
  call("POST", "/hooks", { tenant, body, idempotencyKey });
export const changeHook = (tenant: string, id: string, body: HookForm): Promise<Hook> =>
  call("PUT", `/hooks/${id}`, { tenant, body });
export const removeHook = (tenant: string, id: string, options?: CallOptions): Promise<void> =>
  call("DELETE", `/hooks/${id}`, { ...options, tenant });
export const renewSecret = (tenant: string, id: string, keepOld: boolean): Promise<NewHook> =>
  call("POST", `/hooks/${id}/secret`, { tenant, body: { keep_old: keepOld } });
export const testHook = (tenant: string, id: string): Promise<HookTest> => call("POST", `/hooks/${id}/test`, { tenant });
export const tellAgain = (tenant: string, hook: string, id: string): Promise<HookDelivery> =>
  call("POST", `/hooks/${hook}/deliveries/${id}/again`, { tenant });
export const tellAllAgain = (tenant: string, hook: string): Promise<{ count: number }> =>
  call("POST", `/hooks/${hook}/again`, { tenant });

/** What of a hook can be changed, as it is now. */
export function formOf(hook: Hook): HookForm {
  const { address, kinds, description, together, lanes, enabled } = hook;
  return { address, kinds, description, together, lanes, enabled };
}
