import { call, type CallOptions, type components, type ContactEvent, type ContactSummary, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

type Schemas = components["schemas"];

export type Segment = Schemas["SegmentOut"];
export type StaticList = Schemas["ListOut"];
export type FrozenList = Schemas["FrozenOut"];
export interface Count {
  readonly people: number;
  /** Between these, 95 times of 100; the same where it is exact. */
  readonly least: number;
  readonly most: number;
  /** Or worked out from a sample: shown with ≈. */
  readonly exact: boolean;
  readonly at: string;
}
export type EventType = Schemas["EventTypeOut"];
export type AskedCondition = Schemas["CountIn"]["condition"];
export type Parameters = Readonly<Record<string, string | number | boolean>>;

const SELDOM = 300_000;
/** A list that is being made in the background is looked at so often. */
const FILLING = 1_000;
/** What an answer about people is worth: they change all the time. */
const FRESH = 20_000;

export interface Question {
  readonly condition: AskedCondition;
  readonly parameters: Parameters;
}

export const segmentsKey = (tenant: string) => ["tenant", tenant, "segments"] as const;
export const listsKey = (tenant: string) => ["tenant", tenant, "contact-lists"] as const;

export const segmentsQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: segmentsKey(tenant),
    queryFn: ({ pageParam }) => call<PageOf<Segment>>("GET", "/segments", { tenant, query: { cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const segmentQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "segment", id],
    queryFn: () => call<Segment>("GET", `/segments/${id}`, { tenant }),
  });

export interface SegmentForm {
  readonly name: string;
  readonly condition: AskedCondition;
}
export const createSegment = (tenant: string, body: SegmentForm, idempotencyKey: string) =>
  call<Segment>("POST", "/segments", { tenant, body, idempotencyKey });
export const changeSegment = (tenant: string, id: string, body: Partial<SegmentForm>) =>
  call<Segment>("PATCH", `/segments/${id}`, { tenant, body });
export const removeSegment = (tenant: string, id: string, options: CallOptions): Promise<void> =>
  call("DELETE", `/segments/${id}`, { ...options, tenant });
export const freezeSegment = (tenant: string, id: string, body: Readonly<{ name: string; parameters: Parameters }>, idempotencyKey: string) =>
  call<FrozenList>("POST", `/segments/${id}/freeze`, { tenant, body, idempotencyKey });

/** How many people, exactly or about. */
export const countQuery = (tenant: string, question: Question, estimate: boolean) =>
  queryOptions({
    queryKey: ["tenant", tenant, "people-count", question, estimate],
    queryFn: ({ signal }) => call<Count>("POST", "/segments/count", { tenant, signal, body: { ...question, estimate } }),
    staleTime: FRESH,
    gcTime: 60_000,
  });

export const sentenceQuery = (tenant: string, condition: AskedCondition, language: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "segment-sentence", condition, language],
    queryFn: async ({ signal }) => (await call<{ readonly sentence: string }>("POST", "/segments/sentence", { tenant, signal, body: { condition } })).sentence,
    staleTime: SELDOM,
    gcTime: 60_000,
  });

export const sampleQuery = (tenant: string, question: Question) =>
  queryOptions({
    queryKey: ["tenant", tenant, "people-sample", question],
    queryFn: async ({ signal }) => (await call<PageOf<ContactSummary>>("POST", "/segments/sample", { tenant, signal, body: question })).items,
    staleTime: FRESH,
    gcTime: 60_000,
  });

export const listsQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: listsKey(tenant),
    queryFn: ({ pageParam }) => call<PageOf<StaticList>>("GET", "/lists", { tenant, query: { cursor: pageParam, limit: 200 } }),
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(grows)) ? FILLING : false),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

const grows = (list: StaticList | undefined): boolean => (list?.filling ? !list.filling.stopped : false);

export const listQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "contact-list", id],
    queryFn: () => call<StaticList>("GET", `/lists/${id}`, { tenant }),
    refetchInterval: ({ state }) => (grows(state.data) ? FILLING : false),
  });

export const listPeopleQuery = (tenant: string, list: string) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "list-people", list],
    queryFn: ({ pageParam }) => call<PageOf<ContactSummary>>("GET", `/lists/${list}/contacts`, { tenant, query: { cursor: pageParam, limit: 100 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const createList = (tenant: string, name: string, idempotencyKey: string) =>
  call<StaticList>("POST", "/lists", { tenant, body: { name }, idempotencyKey });
export const renameList = (tenant: string, id: string, name: string) => call<StaticList>("PATCH", `/lists/${id}`, { tenant, body: { name } });
export const removeList = (tenant: string, id: string, options: CallOptions): Promise<void> => call("DELETE", `/lists/${id}`, { ...options, tenant });
export const addToList = (tenant: string, id: string, contacts: readonly string[]) =>
  call<StaticList>("POST", `/lists/${id}/add`, { tenant, body: { contacts } });
export const takeFromList = async (tenant: string, id: string, contacts: readonly string[], options: CallOptions = {}): Promise<void> => {
  await call("POST", `/lists/${id}/remove`, { ...options, tenant, body: { contacts } });
};

export const eventTypesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "event-types"],
    queryFn: async () => (await call<PageOf<EventType>>("GET", "/event-types", { tenant })).items,
    staleTime: SELDOM,
  });

/** The newest of a type: what its properties say, proposed while one types. */
export const recentEventsQuery = (tenant: string, type: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "recent-events", type],
    queryFn: async () => (await call<PageOf<ContactEvent>>("GET", "/events", { tenant, query: { type, limit: 200 } })).items,
    staleTime: SELDOM,
  });

export interface FoundPlace {
  readonly code: string;
  readonly name: string;
  readonly department: string;
  readonly postcodes: readonly string[];
  readonly longitude: number | null;
  readonly latitude: number | null;
}

/** Communes by the beginning of a name or of a postcode. */
export const placesQuery = (tenant: string, query: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "places", query],
    queryFn: async ({ signal }) => (await call<PageOf<FoundPlace>>("GET", "/places", { tenant, signal, query: { query, limit: 8 } })).items,
    enabled: query !== "",
    staleTime: SELDOM,
  });

export interface NamedArea {
  readonly key: string;
  readonly name: string;
  readonly communes: readonly { readonly name: string; readonly postcodes: readonly string[] }[];
}

/** Parts that have a name: of the company's territory, or of departments that are called so or have these postcodes. */
export const areasQuery = (tenant: string, language: string, of: Readonly<{ query?: string; postcodes?: string }> = {}) =>
  queryOptions({
    queryKey: ["tenant", tenant, "areas", language, of],
    queryFn: async ({ signal }) => (await call<PageOf<NamedArea>>("GET", "/segments/areas", { tenant, signal, query: { ...of } })).items,
    staleTime: SELDOM,
  });

export interface MapPoint {
  readonly postcode: string;
  readonly name: string | null;
  readonly longitude: number;
  readonly latitude: number;
}

export interface Spot {
  readonly longitude: number;
  readonly latitude: number;
}

/** Where postcodes are around a place. */
export const mapQuery = (tenant: string, around: Spot | null) =>
  queryOptions({
    queryKey: ["tenant", tenant, "places-around", around],
    queryFn: async () => (await call<PageOf<MapPoint>>("GET", "/places/around", { tenant, query: { ...around } })).items,
    enabled: around !== null,
    staleTime: SELDOM,
  });

export interface Outline {
  readonly code: string;
  readonly name: string;
  /** Longitude and latitude of each corner in turn. */
  readonly rings: readonly (readonly number[])[];
}

/** What lies around a place: departments, and communes overseas. */
export const outlinesQuery = (tenant: string, around: Spot | null) =>
  queryOptions({
    queryKey: ["tenant", tenant, "outlines-around", around],
    queryFn: async () => (await call<PageOf<Outline>>("GET", "/places/outlines", { tenant, query: { ...around } })).items,
    enabled: around !== null,
    staleTime: SELDOM,
    gcTime: 60_000,
  });

export interface KnownFacts {
  readonly source: string;
  readonly facts: readonly string[];
}

/** What else is known of people, by the rooms that know it. */
export const factsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "segment-facts"],
    queryFn: async () => (await call<PageOf<KnownFacts>>("GET", "/segments/facts", { tenant })).items,
    staleTime: SELDOM,
  });

/** The newest campaigns by name. */
export const campaignNamesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaign-names"],
    queryFn: async () => (await call<PageOf<{ readonly id: string; readonly name: string }>>("GET", "/campaigns", { tenant, query: { limit: 200 } })).items,
    staleTime: 60_000,
  });
