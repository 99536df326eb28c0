import { call, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

export interface Entitlements {
  readonly features: readonly string[];
  /** `null` = without limit. */
  readonly quotas: Readonly<Record<string, number | null>>;
  readonly version: number;
}

export interface Use {
  readonly quota: string;
  readonly used: number | null;
  readonly limit: number | null;
}

export interface PlatformTenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly status: "active" | "suspended";
  readonly suspended_at: string | null;
  readonly suspended_reason: string | null;
  readonly created_at: string;
  readonly zone: string;
  readonly territory: string;
  readonly currency: string;
  readonly languages: readonly string[];
  readonly version: number;
  readonly members: number;
}

export interface PlatformGrant {
  readonly id: string;
  readonly state: "asked" | "active" | "ended" | "refused" | "withdrawn" | "lapsed";
  readonly reason: string;
  readonly minutes: number;
  readonly until: string | null;
  readonly asked_at: string;
}

export interface PlatformTenantDetail extends PlatformTenant {
  readonly entitlements: Entitlements;
  readonly uses: readonly Use[];
  readonly support: PlatformGrant | null;
  readonly administrators: readonly { readonly user_id: string; readonly name: string; readonly email: string }[];
  readonly invitations: readonly { readonly email: string; readonly roles: readonly string[]; readonly expires_at: string }[];
}

export interface NewTenant {
  readonly slug: string;
  readonly name: string;
  readonly zone: string;
  readonly territory: string;
  readonly currency: string;
  readonly languages: readonly string[];
  readonly administrator: { readonly email: string; readonly language: string };
}

export interface Engine {
  readonly name: string;
  readonly version: string | null;
  readonly embedded: boolean;
  readonly status: "ok" | "down";
  readonly latency_ms: number | null;
  readonly detail: string | null;
}

export interface Health {
  readonly status: "ok" | "degraded" | "down";
  readonly checked_at: string;
  readonly version: string;
  readonly engines: readonly Engine[];
  readonly relay: {
    readonly lag_events: number;
    readonly lag_seconds: number;
    readonly position: number;
    readonly blocker: { readonly pid: number; readonly seconds: number; readonly what: string } | null;
  };
  readonly jobs: {
    readonly waiting: number;
    readonly doing: number;
    readonly failed: number;
    readonly oldest_waiting_seconds: number | null;
  };
  readonly dead_letters: { readonly count: number };
  readonly disk: { readonly path: string; readonly total_bytes: number; readonly free_bytes: number; readonly status: "ok" | "low" | "full" };
  readonly audit: { readonly waiting: number };
}

export interface DeadLetter {
  readonly id: string;
  readonly source: "jobs" | "events";
  readonly kind: string;
  readonly tenant: { readonly id: string; readonly slug: string; readonly name: string } | null;
  readonly attempts: number;
  readonly failed_at: string;
  readonly error: string;
}

export interface PlatformUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly platform_operator: boolean;
  readonly last_sign_in_at: string | null;
  readonly second_factor: boolean;
  readonly passkeys: number;
  readonly tenants: readonly { readonly id: string; readonly slug: string; readonly name: string; readonly roles: readonly string[] }[];
}

/** How often the health page asks again, in milliseconds. */
const HEALTH_EVERY = 5_000;

const listOf = <T>(name: string, path: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ["platform", name, search],
    queryFn: ({ pageParam }) => call<PageOf<T>>("GET", path, { query: { search, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const tenantsQuery = (search: string) => listOf<PlatformTenant>("tenants", "/platform/tenants", search);
export const usersQuery = (search: string) => listOf<PlatformUser>("users", "/platform/users", search);
export const deadLettersQuery = listOf<DeadLetter>("dead-letters", "/platform/dead-letters", "");

export const platformTenantQuery = (id: string) =>
  queryOptions({
    queryKey: ["platform", "tenant", id],
    queryFn: () => call<PlatformTenantDetail>("GET", `/platform/tenants/${id}`),
  });

export const healthQuery = queryOptions({
  queryKey: ["platform", "health"],
  queryFn: () => call<Health>("GET", "/platform/health"),
  refetchInterval: HEALTH_EVERY,
});

export const createTenant = (body: NewTenant, idempotencyKey: string): Promise<PlatformTenantDetail> =>
  call("POST", "/platform/tenants", { body, idempotencyKey });
export const suspendTenant = (id: string, reason: string): Promise<PlatformTenantDetail> =>
  call("POST", `/platform/tenants/${id}/suspend`, { body: { reason } });
export const resumeTenant = (id: string): Promise<PlatformTenantDetail> =>
  call("POST", `/platform/tenants/${id}/resume`, { body: {} });
export const setEntitlements = (id: string, body: Entitlements): Promise<Entitlements> =>
  call("PUT", `/platform/tenants/${id}/entitlements`, { body });
export const askSupport = (id: string, body: { reason: string; minutes: number }, idempotencyKey: string): Promise<PlatformGrant> =>
  call("POST", `/platform/tenants/${id}/support-access`, { body, idempotencyKey });
export const endSupportEarly = (grant: string): Promise<PlatformGrant> =>
  call("POST", `/platform/support-grants/${grant}/end`, { body: {} });
export const retryDeadLetter = (id: string): Promise<void> => call("POST", `/platform/dead-letters/${id}/retry`);
export const discardDeadLetter = (id: string, keepalive = false): Promise<void> =>
  call("DELETE", `/platform/dead-letters/${id}`, { keepalive });
