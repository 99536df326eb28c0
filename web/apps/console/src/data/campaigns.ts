import { call, fetchFile, type CallOptions, type InBothLanguages, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { SentText } from "./texts.ts";

export type CampaignState = "draft" | "listing" | "waiting_approval" | "scheduled" | "leaving" | "sending" | "paused" | "done" | "cancelled";

export interface Wording {
  readonly sender: string | null;
  readonly answerable: boolean;
  readonly text: string;
  readonly purpose: "marketing" | "service";
  readonly consent: "none" | "optin" | "soft";
  readonly encoding: "auto" | "gsm7" | "ucs2";
  readonly economical: boolean;
  /** What stands where the text says `{code}`: made by Guichet, or brought along. */
  readonly codes: "made" | "own";
}

export interface Selection {
  readonly segments: readonly string[];
  readonly lists: readonly string[];
  readonly numbers: readonly string[];
}

export interface Audience extends Selection {
  readonly everybody: boolean;
  readonly conditions: readonly unknown[];
  readonly minus: Selection;
  readonly parameters: Readonly<Record<string, string>>;
  /** Of a hundred, how many are held back at random to compare with. */
  readonly control: number;
}

export type PaceKind = "none" | "rate" | "end_by" | "agents";

export interface Pace {
  readonly kind: PaceKind;
  readonly per_minute: number | null;
  readonly by: string | null;
}

export interface Timing {
  readonly at: string | null;
  readonly local: boolean;
  readonly pace: Pace;
}

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** What is written before it is sent. */
export interface CampaignBody {
  readonly name: string;
  readonly wording: Wording;
  readonly audience: Audience;
  readonly timing: Timing;
  readonly offer_ends_at: string | null;
  readonly spend_cap: Money | null;
  readonly tags: readonly string[];
}

export interface By {
  readonly kind: string;
  readonly id: string | null;
  readonly name: string | null;
}

/** Why somebody does not get it. */
export const REASONS = ["left_out", "no_number", "landline", "same_number", "blocked", "told_to_stop", "no_consent", "not_served", "not_allowed", "too_often", "control"] as const;
export type ExclusionReason = (typeof REASONS)[number];
export type Obstacle = "not_enough" | "day_cap" | "month_cap" | "sending_stopped" | "spend_cap" | "offer_ended" | "audience_gone" | "audience_changed" | "price_changed" | "too_few_codes" | "refused";

export interface Campaign extends CampaignBody {
  readonly id: string;
  readonly version: number;
  readonly state: CampaignState;
  readonly created_by: By;
  readonly created_at: string;
  readonly changed_at: string;
  readonly sent_by: By | null;
  readonly sent_at: string | null;
  readonly undo_until: string | null;
  readonly approved_by: By | null;
  /** Of the frozen list; none as long as it is a draft. */
  readonly recipients: number | null;
  readonly excluded: number | null;
  readonly shown: { readonly recipients: number; readonly excluded: number } | null;
  /** Accepted for sending so far. */
  readonly prepared: number;
  readonly spent: Money | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  /** While its list is being made: how many were written down. */
  readonly listed: number | null;
  readonly agreed: { readonly recipients: number; readonly excluded: number | null } | null;
  /** When its lists of people were deleted, long after its end. */
  readonly forgotten_at: string | null;
  /** Of a cancelled one: how many were not called back in time. */
  readonly had_left: number | null;
  readonly obstacle: Obstacle | null;
  /** Of what goes again and again: the campaign of the time before. */
  readonly follows: string | null;
}

/** Something that stands against sending it, with the way out where there is one. */
export interface Problem {
  readonly code: string;
  /** The field it is about; none: the whole. */
  readonly place: string | null;
  /** It is not sent as long as this stands. */
  readonly stops: boolean;
  readonly detail: string;
}

export interface Sample {
  readonly contact_id: string | null;
  readonly name: string | null;
  readonly address: string;
  readonly text: string;
  readonly parts: number;
}

/** What sending it would come to. */
export interface Preview {
  readonly recipients: number;
  readonly excluded: number;
  readonly exclusions: readonly { readonly reason: ExclusionReason; readonly count: number }[];
  readonly parts: { readonly least: number; readonly most: number };
  /** What it costs at least and at most; none: nothing is charged. */
  readonly least: Money | null;
  readonly most: Money | null;
  readonly encoding: string;
  readonly adds: string;
  /** Of the people and of the prices: sent back with the number, so that nothing else goes. */
  readonly fingerprint: string | null;
  readonly rates: string | null;
  readonly samples: readonly Sample[];
  readonly problems: readonly Problem[];
}

/** How often a list, and a campaign that goes on, are asked for again, in milliseconds. */
const LIST_EVERY = 5_000;
const CLOSELY = 2_000;
const SELDOM = 20_000;
const DAY = 86_400_000;

const campaignsKey = (tenant: string) => ["tenant", tenant, "campaigns"] as const;

export const campaignsQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: campaignsKey(tenant),
    queryFn: ({ pageParam, signal }) => call<PageOf<Campaign>>("GET", "/campaigns", { tenant, signal, query: { cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const campaignQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaign", id],
    queryFn: () => call<Campaign>("GET", `/campaigns/${id}`, { tenant }),
    refetchInterval: ({ state }) => (state.data ? renewal(state.data, Date.now()) : false),
  });

/** How soon a campaign is worth looking at again. */
export function renewal({ state, sent_at }: Pick<Campaign, "state" | "sent_at">, now: number): number | false {
  if (state === "listing" || state === "leaving" || state === "sending") return CLOSELY;
  if (state === "draft" || state === "cancelled") return false;
  if (state === "done") return sent_at !== null && now - Date.parse(sent_at) < DAY ? LIST_EVERY : SELDOM;
  return LIST_EVERY;
}

export const createCampaign = (tenant: string, body: CampaignBody, idempotencyKey: string) =>
  call<Campaign>("POST", "/campaigns", { tenant, body, idempotencyKey });
export const changeCampaign = (tenant: string, id: string, version: number, body: CampaignBody) =>
  call<Campaign>("PATCH", `/campaigns/${id}`, { tenant, body: { ...body, version } });
export const removeCampaign = (tenant: string, id: string, options: CallOptions): Promise<void> =>
  call("DELETE", `/campaigns/${id}`, { ...options, tenant });

export const previewQuery = (tenant: string, id: string, version: number) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaign-preview", id, version],
    queryFn: ({ signal }) => call<Preview>("POST", `/campaigns/${id}/preview`, { tenant, signal }),
    staleTime: SELDOM,
    gcTime: 60_000,
  });

export const testCampaign = (tenant: string, id: string, to: string, idempotencyKey: string) =>
  call<unknown>("POST", `/campaigns/${id}/test`, { tenant, body: { to }, idempotencyKey });
export type Agreed = Pick<Preview, "recipients" | "excluded" | "fingerprint" | "most" | "rates">;
/** To exactly those who were shown, for no more than was shown. */
export const sendCampaign = (tenant: string, id: string, { recipients, excluded, fingerprint, most, rates }: Agreed, idempotencyKey: string) =>
  call<Campaign>("POST", `/campaigns/${id}/send`, { tenant, body: { recipients, excluded, fingerprint, most, rates }, idempotencyKey });

export type Deed = "undo" | "pause" | "resume" | "cancel" | "approve";
export const doToCampaign = (tenant: string, id: string, deed: Deed) => call<Campaign>("POST", `/campaigns/${id}/${deed}`, { tenant });

export interface Named {
  readonly id: string;
  readonly name: string;
  readonly sentence?: string;
}

const named = (tenant: string, what: "lists" | "segments") =>
  queryOptions({
    // Renewed with what the screens of contacts show of them.
    queryKey: ["tenant", tenant, what === "lists" ? "contact-lists" : "segments", "named"],
    queryFn: async () => (await call<PageOf<Named>>("GET", `/${what}`, { tenant, query: { limit: 200 } })).items,
  });
export const listsQuery = (tenant: string) => named(tenant, "lists");
export const segmentsQuery = (tenant: string) => named(tenant, "segments");

/** Something a text can speak of. */
export interface TextName {
  readonly name: string;
  readonly label: string;
  readonly kind: "contact" | "attribute" | "campaign";
}
export const textNamesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "text-names"],
    queryFn: async () => (await call<PageOf<TextName>>("GET", "/campaign-templates/names", { tenant })).items,
    staleTime: 300_000,
  });

/** A text kept to begin from. */
export interface KeptText {
  readonly id: string;
  readonly label: InBothLanguages;
  readonly text: string;
  readonly purpose: "marketing" | "service" | "otp";
}
export const keepText = (tenant: string, body: Omit<KeptText, "id">, idempotencyKey: string) =>
  call<KeptText>("POST", "/campaign-templates", { tenant, body, idempotencyKey });
export const keptTextsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "kept-texts"],
    queryFn: async () => (await call<PageOf<KeptText>>("GET", "/campaign-templates", { tenant, query: { limit: 100 } })).items,
  });

/** How many stand somewhere for one reason, in words, with what helps. */
export interface Because {
  readonly state: string;
  readonly reason: string;
  readonly title: string;
  readonly todo: string;
  readonly again: "now" | "later" | "after" | "never";
  readonly count: number;
}

export type Place = "waiting" | "held" | "under_way" | "delivered" | "failed" | "unknown";

export interface Results extends Readonly<Record<Place, number>> {
  readonly campaign_id: string;
  readonly name: string;
  readonly state: CampaignState;
  readonly recipients: number;
  readonly sent: number;
  readonly parts: number;
  readonly held_for: readonly Because[];
  readonly failed_for: readonly Because[];
  readonly replied: number;
  readonly clicked: number;
  readonly clicks: number;
  readonly opted_out: number;
  readonly cost: { readonly reserved: Money; readonly charged: Money; readonly undecided: Money } | null;
  readonly per_minute: number | null;
  readonly ends_at: string | null;
  /** At the agents' pace: it ends between these, nine times of ten. */
  readonly ends_from: string | null;
  readonly ends_to: string | null;
  readonly first_left_at: string | null;
  readonly last_left_at: string | null;
}

export const resultsQuery = (tenant: string, one: Pick<Campaign, "id" | "state" | "sent_at">) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaign-results", one.id],
    queryFn: ({ signal }) => call<Results>("GET", `/campaigns/${one.id}/results`, { tenant, signal }),
    refetchInterval: () => renewal(one, Date.now()),
  });

export interface Exclusion {
  readonly n: number;
  readonly contact_id: string | null;
  readonly address: string | null;
  readonly reason: ExclusionReason;
}
export const exclusionsQuery = (tenant: string, id: string, reason: ExclusionReason | null) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "campaign-exclusions", id, reason],
    queryFn: ({ pageParam, signal }) => call<PageOf<Exclusion>>("GET", `/campaigns/${id}/exclusions`, { tenant, signal, query: { reason, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** As many as the server shows side by side. */
export const MOST_COMPARED = 20;

export const comparedQuery = (tenant: string, ids: readonly string[]) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaigns-compared", ids],
    queryFn: async ({ signal }) => {
      const asked = new URLSearchParams(ids.map((id) => ["campaign_id", id]));
      return (await call<{ readonly items: readonly Results[] }>("GET", `/campaigns/compare?${asked.toString()}`, { tenant, signal })).items;
    },
    enabled: ids.length > 0,
    refetchInterval: LIST_EVERY,
  });

/** Somebody of a campaign, and what became of it. */
export interface Recipient {
  readonly place: number;
  readonly contact_id: string | null;
  readonly name: string | null;
  readonly to: string;
  readonly message_id: string | null;
  readonly state: SentText["state"];
  readonly title: string | null;
  readonly replied_at: string | null;
  readonly clicks: number;
  readonly opted_out_at: string | null;
}

export interface RecipientFilter {
  readonly place?: Place;
  readonly did?: "replied" | "clicked" | "opted_out";
  readonly search?: string;
}

export const recipientsQuery = (tenant: string, one: Pick<Campaign, "id" | "state" | "sent_at">, filter: RecipientFilter) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "campaign-recipients", one.id, filter],
    queryFn: ({ pageParam, signal }) =>
      call<PageOf<Recipient>>("GET", `/campaigns/${one.id}/recipients`, { tenant, signal, query: { ...filter, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : renewal(one, Date.now())),
  });

/** A draft of the same for those it did not reach; of some reasons, or of all that are of use. */
export const resendCampaign = (tenant: string, id: string, reasons: readonly string[], idempotencyKey: string) =>
  call<Campaign>("POST", `/campaigns/${id}/resend`, { tenant, body: { reasons }, idempotencyKey });

/** What the company decided about its campaigns. */
export interface CampaignRules {
  readonly version: number;
  readonly approval: boolean;
}
export const rulesQuery = (tenant: string) =>
  queryOptions({ queryKey: ["tenant", tenant, "campaign-rules"], queryFn: () => call<CampaignRules>("GET", "/campaigns/rules", { tenant }) });
export const putRules = (tenant: string, body: CampaignRules) => call<CampaignRules>("PUT", "/campaigns/rules", { tenant, body });

/** One thing a rule has to say of a text; `start` and `end` in characters. */
export interface Finding {
  readonly code: string;
  readonly sentence: string;
  readonly start: number | null;
  readonly end: number | null;
  /** What could stand there. */
  readonly instead: string | null;
}

/** What one rule says: could be better, to one's harm, cannot be said yet, for after sending. */
export interface Judgement {
  readonly rule: string;
  readonly title: string;
  readonly why: string;
  readonly grade: "good" | "better" | "bad" | "open" | "later";
  readonly findings: readonly Finding[];
}

export interface AdviceAsked {
  readonly text: string;
  readonly sender: string | null;
  readonly answerable: boolean;
  readonly purpose: Wording["purpose"];
  readonly consent: Wording["consent"];
  readonly recipients: number | null;
  readonly everybody: boolean;
  readonly at: string | null;
  readonly offer_ends_at: string | null;
}

export const adviceQuery = (tenant: string, asked: AdviceAsked) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaign-advice", asked],
    queryFn: async ({ signal }) => (await call<{ readonly rules: readonly Judgement[] }>("POST", "/campaigns/advice", { tenant, signal, body: asked })).rules,
    staleTime: 60_000,
    gcTime: 60_000,
  });

/** Who got it and what became of it, as a file. */
export const exportCampaign = (tenant: string, id: string, format: "csv" | "xlsx") => fetchFile(`/campaigns/${id}/export`, { tenant, query: { format } });

/** A link of a campaign, and who followed it; machines that look at links are told apart. */
export interface LinkFigures {
  readonly id: string;
  readonly target: string;
  readonly clicks: number;
  readonly people: number;
  readonly machines: number;
}
export const linksQuery = (tenant: string, one: Pick<Campaign, "id" | "state" | "sent_at">) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaign-links", one.id],
    queryFn: async () => (await call<PageOf<LinkFigures>>("GET", `/campaigns/${one.id}/links`, { tenant })).items,
    refetchInterval: () => renewal(one, Date.now()),
  });

/** What people did within some days after it, by the events the company's systems tell. */
export interface Purchases {
  readonly event: string;
  readonly days: number;
  readonly people: number;
  readonly count: number;
  readonly amount: Money | null;
}
export const purchasesQuery = (tenant: string, id: string, days: number) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaign-purchases", id, days],
    queryFn: () => call<Purchases>("GET", `/campaigns/${id}/purchases`, { tenant, query: { days } }),
  });

/** What happened when; steps in which nothing did are left out. */
export const HAPPENED = ["sent", "delivered", "replied", "clicked", "opted_out"] as const;
export type Happened = (typeof HAPPENED)[number];
export interface CurvePoint extends Readonly<Record<Happened, number>> {
  readonly at: string;
}
export interface Curve {
  readonly by: "minute" | "hour" | "day";
  readonly points: readonly CurvePoint[];
}
export const curveQuery = (tenant: string, one: Pick<Campaign, "id" | "state" | "sent_at">) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaign-curve", one.id],
    queryFn: ({ signal }) => call<Curve>("GET", `/campaigns/${one.id}/curve`, { tenant, signal }),
    refetchInterval: () => renewal(one, Date.now()),
  });

/** One of two groups: those on the list, those held back at random. */
export interface Side {
  readonly people: number;
  readonly buyers: number;
  /** Of buyers; none: too few people to say. */
  readonly share: number | null;
}
/** What a campaign brought. */
export interface Brought {
  readonly days: number;
  readonly sent: Side;
  readonly control: Side;
  /** By how much the share is higher, with the bounds chance alone leaves; none: not enough yet. */
  readonly difference: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly since: string | null;
  readonly until: string | null;
}
export const broughtQuery = (tenant: string, id: string, days: number) =>
  queryOptions({
    queryKey: ["tenant", tenant, "campaign-brought", id, days],
    queryFn: () => call<Brought>("GET", `/campaigns/${id}/brought`, { tenant, query: { days } }),
  });
