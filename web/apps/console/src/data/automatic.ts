import { call, type CallOptions, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

/** What a property of an event may have to be. */
export type Check = string | number | boolean;

/** What sets a prepared text off. */
export type Cause =
  | { readonly kind: "call" }
  | { readonly kind: "event"; readonly type: string; readonly where: Readonly<Record<string, Check>> }
  | {
      readonly kind: "before";
      readonly type: string;
      readonly where: Readonly<Record<string, Check>>;
      readonly property: string;
      readonly minutes: number | null;
      readonly days: number | null;
      /** `HH:MM:SS` on the company's clock. */
      readonly at: string | null;
      readonly cancelled_by: string | null;
      readonly reference: string;
    }
  | {
      readonly kind: "again";
      readonly every: "day" | "week" | "month";
      readonly weekday: number;
      readonly day: number;
      readonly at: string;
      /** At that hour where each person is. */
      readonly local: boolean;
    };

/** What is never passed; `null`: no limit. */
export interface TriggerLimits {
  readonly recipients: number | null;
  readonly pause_minutes: number | null;
  /** For one person, within `days`. */
  readonly texts: number | null;
  readonly days: number;
}

export interface Trigger {
  readonly id: string;
  readonly version: number;
  /** The draft; each time a copy of it goes. */
  readonly campaign_id: string;
  readonly when: Cause;
  readonly limits: TriggerLimits;
  readonly enabled: boolean;
  readonly created_at: string;
  /** Of what comes again and again. */
  readonly next_at: string | null;
}

/** One time it was set off. */
export interface TriggerRun {
  readonly id: string;
  readonly key: string;
  readonly state: "waiting" | "sent" | "skipped" | "cancelled";
  readonly due_at: string;
  readonly at: string;
  readonly contact_id: string | null;
  readonly campaign_id: string | null;
  /** Why nothing went, in the reader's language. */
  readonly sentence: string | null;
}

export interface NewTrigger {
  readonly campaign_id: string;
  readonly when: Cause;
  readonly limits: TriggerLimits;
  readonly enabled: boolean;
}

const RUNS_EVERY = 5_000;

export const triggersKey = (tenant: string) => ["tenant", tenant, "campaign-triggers"] as const;

export const triggersQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: triggersKey(tenant),
    queryFn: ({ pageParam }) => call<PageOf<Trigger>>("GET", "/campaign-triggers", { tenant, query: { cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** Every one of them: a company has no more than one page holds. */
export const allTriggersQuery = (tenant: string) =>
  queryOptions({
    queryKey: [...triggersKey(tenant), "all"],
    queryFn: async () => (await call<PageOf<Trigger>>("GET", "/campaign-triggers", { tenant, query: { limit: 200 } })).items,
  });

export const triggerQuery = (tenant: string, id: string) =>
  queryOptions({ queryKey: ["tenant", tenant, "campaign-trigger", id], queryFn: () => call<Trigger>("GET", `/campaign-triggers/${id}`, { tenant }) });

export const runsQuery = (tenant: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "trigger-runs", id],
    queryFn: ({ pageParam }) => call<PageOf<TriggerRun>>("GET", `/campaign-triggers/${id}/runs`, { tenant, query: { cursor: pageParam, limit: 20 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // Who read on looks at what is older: that stays as it is.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : RUNS_EVERY),
  });

export const createTrigger = (tenant: string, body: NewTrigger, idempotencyKey: string) =>
  call<Trigger>("POST", "/campaign-triggers", { tenant, body, idempotencyKey });
export const changeTrigger = (tenant: string, id: string, body: Partial<Pick<Trigger, "when" | "limits" | "enabled">>) =>
  call<Trigger>("PATCH", `/campaign-triggers/${id}`, { tenant, body });
export const removeTrigger = (tenant: string, id: string, options: CallOptions): Promise<void> => call("DELETE", `/campaign-triggers/${id}`, { ...options, tenant });

/** Presses the button of a one-click campaign; the same key again sends nothing. */
export const pressButton = (tenant: string, campaign: string, key: string, parameters: Readonly<Record<string, string>>) =>
  call<TriggerRun>("POST", `/campaigns/${campaign}/trigger`, { tenant, body: { key, parameters } });
