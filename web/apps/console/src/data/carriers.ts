import { call, type components, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

type Schemas = components["schemas"];

export type Carrier = Schemas["CarrierOut"];
export type CarrierRoute = Schemas["RouteOut"];
export type RouteDraft = Omit<Schemas["RouteChange"], "version">;
export type LinkKind = Schemas["LinkKindOut"];
export type LinkPreset = Schemas["LinkPresetOut"];
export type Ability = Schemas["AbilityOut"];
export type RouteMinute = Schemas["RouteMinute"];
export type RouteTest = Schemas["RouteTest"];
export type RouteRule = Schemas["RouteRule"];
export type RouteQuestion = Schemas["RouteQuestion"];
export type RouteAlarm = Schemas["AlarmOut"];
export type RouteWatch = Schemas["RouteWatch"];
export type RouteAnswer = Schemas["RouteAnswer"];

/** Where operators' live topics are: the platform is no company. */
export const PLATFORM = "00000000-0000-0000-0000-000000000000";
/** How often the last two hours are read again, in milliseconds. */
const MINUTES_EVERY = 20_000;

const KEY = ["platform", "carriers"] as const;

export const carriersQuery = queryOptions({
  queryKey: [...KEY, "list"],
  queryFn: () => call<PageOf<Carrier>>("GET", "/platform/carriers", { query: { limit: 200 } }),
});

export const linkKindsQuery = queryOptions({
  queryKey: [...KEY, "kinds"],
  queryFn: () => call<Schemas["LinkKindList"]>("GET", "/platform/link-kinds"),
  staleTime: Infinity,
});

export const routesQuery = queryOptions({
  queryKey: [...KEY, "routes"],
  queryFn: () => call<Schemas["RouteList"]>("GET", "/platform/routes"),
});

export const routeQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, "route", id],
    queryFn: () => call<CarrierRoute>("GET", `/platform/routes/${id}`),
    refetchOnWindowFocus: false,
  });

export const routeMinutesQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, "minutes", id],
    queryFn: () => call<Schemas["RouteMinutes"]>("GET", `/platform/routes/${id}/minutes`),
    refetchInterval: MINUTES_EVERY,
  });

export const routeRulesQuery = queryOptions({
  queryKey: [...KEY, "rules"],
  queryFn: () => call<Schemas["RouteRules"]>("GET", "/platform/route-rules"),
  refetchOnWindowFocus: false,
});

export const routeAlarmsQuery = infiniteQueryOptions({
  queryKey: [...KEY, "alarms"],
  queryFn: ({ pageParam }) => call<PageOf<RouteAlarm>>("GET", "/platform/route-alarms", { query: { cursor: pageParam, limit: 20 } }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

export const routeWatchQuery = queryOptions({
  queryKey: [...KEY, "watch"],
  queryFn: () => call<RouteWatch>("GET", "/platform/route-watch"),
  refetchOnWindowFocus: false,
});

export const putRouteWatch = (body: RouteWatch): Promise<RouteWatch> => call("PUT", "/platform/route-watch", { body });

export const createCarrier = (name: string, idempotencyKey: string): Promise<Carrier> =>
  call("POST", "/platform/carriers", { body: { name }, idempotencyKey });

export const renameCarrier = (id: string, name: string): Promise<Carrier> =>
  call("PUT", `/platform/carriers/${id}`, { body: { name } });

export const createRoute = (body: Schemas["NewRoute"], idempotencyKey: string): Promise<CarrierRoute> =>
  call("POST", "/platform/routes", { body, idempotencyKey });

export const changeRoute = (id: string, body: Schemas["RouteChange"]): Promise<CarrierRoute> =>
  call("PUT", `/platform/routes/${id}`, { body });

/** Switches a route on or off, as it is now. */
export async function switchRoute(id: string, enabled: boolean): Promise<CarrierRoute> {
  const held = await call<CarrierRoute>("GET", `/platform/routes/${id}`);
  return changeRoute(id, { ...draftOf(held), enabled, version: held.version });
}

/** What can be set for a route, as it is set. */
export const draftOf = (route: CarrierRoute): RouteDraft => ({
  title: route.title,
  settings: route.settings,
  binds: route.binds,
  enabled: route.enabled,
  prefixes: route.prefixes,
  abilities: route.abilities,
  cost_list_id: route.cost_list_id,
  day_quota: route.day_quota,
});

export const isolateRoute = (id: string, reason: string): Promise<CarrierRoute> =>
  call("POST", `/platform/routes/${id}/isolate`, { body: { reason } });
export const joinRoute = (id: string): Promise<CarrierRoute> => call("POST", `/platform/routes/${id}/join`, { body: {} });
export const testRoute = (id: string): Promise<RouteTest> => call("POST", `/platform/routes/${id}/test`, { body: {} });
export const removeRoute = (id: string, keepalive = false): Promise<void> =>
  call("DELETE", `/platform/routes/${id}`, { keepalive });

export const putRouteRules = (rules: readonly RouteRule[]): Promise<Schemas["RouteRules"]> =>
  call("PUT", "/platform/route-rules", { body: { rules } });

export const tryRouteRules = (question: RouteQuestion): Promise<RouteAnswer> =>
  call("POST", "/platform/route-rules/try", { body: question });
