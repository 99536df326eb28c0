import { call, type components, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

type Schemas = components["schemas"];

export type Entitlements = Schemas["EntitlementsBody"];
export type Use = Schemas["UseOut"];
export type PlatformTenant = Schemas["guichet__accounts__platform__schemas__TenantOut"];
export type PlatformTenantDetail = Schemas["TenantDetail"];
export type PlatformGrant = Schemas["SupportGrantOut"];
export type NewTenant = Schemas["NewTenant"];
export type Engine = Schemas["EngineOut"];
export type Health = Schemas["HealthOut"];
export type DeadLetter = Schemas["LetterOut"];
export type PlatformUser = Schemas["UserOut"];

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
