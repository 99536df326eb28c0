import { call, type CallOptions, type components, type ContactCard, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

type Schemas = components["schemas"];

export type SentText = Schemas["SentMessageOut"];
export type TextState = SentText["state"];
export type Happening = Schemas["SentHappeningOut"];
export type Estimate = Schemas["EstimateOut"];
export type Sending = Schemas["MessagesIn"];
export type Ticket = Schemas["TicketOut"];
export type KnownPhone = Schemas["KnownPhoneOut"];
export type Refusal = Schemas["RefusalOut"];
export type NumberStanding = Schemas["NumberStandingOut"];
export type OwnNumber = Schemas["HoldingOut"];
export type SenderName = Schemas["SenderNameOut"];
export type UsageAccount = Schemas["UsageAccountOut"];
export type UsageMonth = Schemas["UsageMonthOut"];
export type UsageLine = Schemas["UsageLineOut"];
export type Care = Schemas["CareBody"];

/** States as people look for them. */
export const GROUPS = {
  waiting: ["accepted", "held"],
  underway: ["handed", "unknown"],
  arrived: ["delivered"],
  failed: ["undelivered", "refused", "denied", "expired"],
  cancelled: ["cancelled"],
} as const satisfies Readonly<Record<string, readonly TextState[]>>;
export type Group = keyof typeof GROUPS;

export interface TextFilter {
  readonly to?: string;
  readonly group?: Group;
  readonly text?: string;
  readonly tag?: string;
  readonly days?: string;
}

/** How often a list and a life that goes on are asked for again, in milliseconds. */
const LIST_EVERY = 5_000;
const LIFE_EVERY = 1_500;
const LATER_EVERY = 20_000;
/** Something that happened so lately is followed closely. */
const LATELY = 120_000;
const DAY = 86_400_000;

const FINAL: ReadonlySet<TextState> = new Set(["delivered", "undelivered", "refused", "denied", "expired", "cancelled"]);
export const isFinal = (state: TextState): boolean => FINAL.has(state);

function asked(filter: TextFilter, cursor: string | null): string {
  const query = new URLSearchParams({ limit: "50" });
  for (const one of filter.to ? filter.to.split(",") : []) query.append("to", one);
  for (const state of filter.group ? GROUPS[filter.group] : []) query.append("state", state);
  if (filter.text) query.set("text", filter.text);
  if (filter.tag) query.set("tag", filter.tag);
  if (filter.days) query.set("since", new Date(Date.now() - Number(filter.days) * DAY).toISOString());
  if (cursor) query.set("cursor", cursor);
  return query.toString();
}

export const textsQuery = (tenant: string, filter: TextFilter) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "texts", filter],
    queryFn: ({ pageParam, signal }) => call<PageOf<SentText>>("GET", `/messages?${asked(filter, pageParam)}`, { tenant, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // Who read on looks at what is older: that stays as it is.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : LIST_EVERY),
  });

/** What became of a text somebody wrote to the company. */
export const FATES = ["conversation", "answered", "stop", "start", "help", "signed_up", "confirmed", "told"] as const;
export type Fate = (typeof FATES)[number];

export interface ReceivedText {
  readonly id: string;
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly keyword: string | null;
  readonly fate: Fate | "nobody" | "failed";
  readonly entry_point_id: string | null;
  readonly interaction_id: string | null;
  readonly contact_id: string | null;
}

export interface ReceivedFilter {
  readonly from?: string;
  readonly to?: string;
  readonly keyword?: string;
  readonly fate?: Fate;
  readonly text?: string;
}

export const receivedQuery = (tenant: string, filter: ReceivedFilter) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "received-texts", filter],
    queryFn: ({ pageParam, signal }) => call<PageOf<ReceivedText>>("GET", "/received-texts", { tenant, signal, query: { ...filter, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // Who read on looks at what is older: that stays as it is.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : LIST_EVERY),
  });

export const textQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "text", id],
    queryFn: () => call<SentText>("GET", `/messages/${id}`, { tenant }),
    refetchInterval: ({ state }) => (state.data ? renewal(state.data, Date.now()) : false),
  });

/** How soon a message is worth looking at again. */
export function renewal(one: SentText, now: number): number | false {
  if (isFinal(one.state)) return false;
  const last = Math.max(Date.parse(one.send_at), ...one.life.map((line) => Date.parse(line.at)));
  return Math.abs(now - last) < LATELY ? LIFE_EVERY : LATER_EVERY;
}

export const estimate = (tenant: string, body: Sending, signal: AbortSignal) =>
  call<Estimate>("POST", "/messages/estimate", { tenant, body, signal });
export const sendTexts = (tenant: string, body: Sending, idempotencyKey: string) =>
  call<Ticket>("POST", "/messages", { tenant, body, idempotencyKey });
export const callBack = (tenant: string, ids: readonly string[]) =>
  call<Schemas["CalledBackOut"]>("POST", "/messages/cancel", { tenant, body: { ids } });

export const ownersQuery = (tenant: string, phones: readonly string[]) =>
  queryOptions({
    queryKey: ["tenant", tenant, "phone-owners", phones],
    queryFn: async () => (await call<PageOf<KnownPhone>>("POST", "/contacts/look-up", { tenant, body: { phones } })).items,
    enabled: phones.length > 0,
    staleTime: 60_000,
  });

export const phonesOf = async (tenant: string, contact: string): Promise<readonly string[]> =>
  (await call<ContactCard>("GET", `/contacts/${contact}`, { tenant })).identities.filter((one) => one.kind === "phone").map((one) => one.value);

/** The numbers and short codes the platform gave the company. */
export const numbersQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "numbers"],
    queryFn: async () => (await call<PageOf<OwnNumber>>("GET", "/numbers", { tenant })).items,
  });

export const senderNamesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "sender-names"],
    queryFn: async () => (await call<PageOf<SenderName>>("GET", "/sender-names", { tenant })).items,
  });
export const askSenderName = (tenant: string, body: Schemas["NewSenderName"], idempotencyKey: string) =>
  call<SenderName>("POST", "/sender-names", { tenant, body, idempotencyKey });

export const careQuery = (tenant: string) =>
  queryOptions({ queryKey: ["tenant", tenant, "care"], queryFn: () => call<Care>("GET", "/care", { tenant }) });
export const putCare = (tenant: string, body: Care) => call<Care>("PUT", "/care", { tenant, body });

export const usageQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "usage-account"],
    queryFn: () => call<UsageAccount>("GET", "/usage/account", { tenant }),
    refetchInterval: LATER_EVERY,
  });
export const usageMonthQuery = (tenant: string) =>
  queryOptions({ queryKey: ["tenant", tenant, "usage-month"], queryFn: () => call<UsageMonth>("GET", "/usage/month", { tenant }) });
export const usageLinesQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "usage-lines"],
    queryFn: ({ pageParam }) => call<PageOf<UsageLine>>("GET", "/usage/lines", { tenant, query: { cursor: pageParam, limit: 30 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const refusalsQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "suppressions"],
    queryFn: ({ pageParam }) => call<PageOf<Refusal>>("GET", "/suppressions", { tenant, query: { cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
export const lookUpNumber = (tenant: string, phone: string, options: CallOptions = {}) =>
  call<NumberStanding>("POST", "/suppressions/look-up", { ...options, tenant, body: { phone } });
export type CheckedNumber = Schemas["NumbersOut"]["items"][number];
/** What an operator says of one number, asked now. */
export const checkNumber = async (tenant: string, phone: string): Promise<CheckedNumber | undefined> =>
  (await call<Schemas["NumbersOut"]>("POST", "/numbers/check", { tenant, body: { numbers: [phone], max_age_days: 0 } })).items[0];
export const writeDecisions = (tenant: string, rows: readonly Schemas["DecisionRow"][], idempotencyKey: string) =>
  call<Schemas["DecisionsTaken"]>("POST", "/suppressions", { tenant, body: { rows }, idempotencyKey });
