import {
  call,
  type PageOf,
  type Rehearsal,
  type RoutingDraft,
  type RoutingRule,
  type RoutingRules,
  type RoutingRulesVersion,
  type RoutingVocabulary,
  type RulesTrial,
} from "@guichet/api";
import { queryOptions } from "@tanstack/react-query";

const PATH = "/routing-rules";
/** How often a rehearsal under way is asked how far it is, in milliseconds. */
const ASKED_EVERY = 300;

export const rulesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "routing-rules"],
    queryFn: () => call<RoutingRules>("GET", PATH, { tenant }),
    refetchOnWindowFocus: false,
  });

export const vocabularyQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "routing-vocabulary"],
    queryFn: () => call<RoutingVocabulary>("GET", `${PATH}/vocabulary`, { tenant }),
  });

export const versionsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "routing-versions"],
    queryFn: () => call<PageOf<RoutingRulesVersion>>("GET", `${PATH}/versions`, { tenant, query: { limit: 50 } }),
  });

export const saveDraft = (tenant: string, version: number, rules: readonly RoutingRule[]): Promise<RoutingDraft> =>
  call("PUT", `${PATH}/draft`, { tenant, body: { version, rules } });

export const publishRules = (tenant: string, version: number, note: string): Promise<RoutingRulesVersion> =>
  call("POST", `${PATH}/publish`, { tenant, body: { version, note } });

export const discardDraft = (tenant: string, version: number): Promise<RoutingDraft> =>
  call("POST", `${PATH}/draft/discard`, { tenant, body: { version } });

export const restoreRules = (tenant: string, number: number): Promise<RoutingRulesVersion> =>
  call("POST", `${PATH}/versions/${number}/restore`, { tenant });

/** A visitor made up to try rules with; what is not named is not known. */
export interface MadeUp {
  readonly language?: string;
  readonly page?: string;
  readonly medium?: string;
  readonly subject?: string;
  readonly device?: string;
  readonly territory?: string;
  readonly known?: boolean;
  readonly tags?: readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly at?: string;
}

export const tryRules = (tenant: string, rules: readonly RoutingRule[], request: MadeUp): Promise<RulesTrial> =>
  call("POST", `${PATH}/try`, { tenant, body: { rules, request } });

export const rehearse = (tenant: string, rules: readonly RoutingRule[]): Promise<Rehearsal> =>
  call("POST", `${PATH}/rehearsals`, { tenant, body: { rules } });

export const cancelRehearsal = (tenant: string, id: string): Promise<Rehearsal> =>
  call("POST", `${PATH}/rehearsals/${id}/cancel`, { tenant });

export const isOver = (one: Rehearsal): boolean => one.state !== "waiting" && one.state !== "running";

export const rehearsalQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "rehearsal", id],
    queryFn: () => call<Rehearsal>("GET", `${PATH}/rehearsals/${id}`, { tenant }),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : ASKED_EVERY),
  });
