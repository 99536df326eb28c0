import { call, type CallOptions, type components, type PageOf } from "@guichet/api";
import { queryOptions } from "@tanstack/react-query";

type Schemas = components["schemas"];

export type SignUpPage = Schemas["SignUpPageOut"];
export type Till = Schemas["TillOut"];
export type OpenedTill = Schemas["TillWithCode"];

/** What one step of somebody's agreement says: its name, when, and what shows it. */
export type ProofStep = Readonly<Record<string, string>>;

export const ASKS = ["first_name", "phone", "email", "birth_date", "postcode"] as const;
export type Asked = (typeof ASKS)[number];
export type Ask = "no" | "optional" | "required";

export interface PageWords {
  readonly title: string;
  readonly intro: string;
  readonly consent: string;
  readonly welcome: string;
}

/** A page as it is sent: always whole. */
export interface PageBody {
  readonly name: string;
  readonly words: Readonly<Partial<Record<"fr" | "en", PageWords>>>;
  readonly asks: Readonly<Record<Asked, Ask>>;
  readonly purpose: SignUpPage["purpose"];
  readonly territories: readonly string[];
  readonly list_id: string | null;
  readonly tags: readonly string[];
  readonly sender: string | null;
  readonly keyword_asks: boolean;
  readonly day_cap: number;
  readonly enabled: boolean;
}

export const pagesKey = (tenant: string) => ["tenant", tenant, "signup-pages"] as const;
export const pagesQuery = (tenant: string) =>
  queryOptions({
    queryKey: pagesKey(tenant),
    queryFn: async () => (await call<PageOf<SignUpPage>>("GET", "/signup-pages", { tenant })).items,
  });
export const pageQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: [...pagesKey(tenant), id],
    queryFn: () => call<SignUpPage>("GET", `/signup-pages/${id}`, { tenant }),
  });
export const createPage = (tenant: string, body: PageBody, idempotencyKey: string) => call<SignUpPage>("POST", "/signup-pages", { tenant, body, idempotencyKey });
export const changePage = (tenant: string, id: string, body: PageBody) => call<SignUpPage>("PUT", `/signup-pages/${id}`, { tenant, body });
export const removePage = (tenant: string, id: string, options: CallOptions): Promise<void> => call("DELETE", `/signup-pages/${id}`, { ...options, tenant });

export const tillsKey = (tenant: string) => ["tenant", tenant, "tills"] as const;
export const tillsQuery = (tenant: string) =>
  queryOptions({
    queryKey: tillsKey(tenant),
    queryFn: async () => (await call<PageOf<Till>>("GET", "/tills", { tenant })).items,
  });
export const createTill = (tenant: string, name: string, idempotencyKey: string) => call<OpenedTill>("POST", "/tills", { tenant, body: { name }, idempotencyKey });
export const renewTill = (tenant: string, id: string, idempotencyKey: string) => call<OpenedTill>("POST", `/tills/${id}/code`, { tenant, idempotencyKey });
export const removeTill = (tenant: string, id: string, options: CallOptions): Promise<void> => call("DELETE", `/tills/${id}`, { ...options, tenant });

export const proofQuery = (tenant: string, contact: string, consent: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "proof", consent],
    queryFn: async () => (await call<{ readonly steps: readonly ProofStep[] }>("GET", `/contacts/${contact}/consents/${consent}/evidence`, { tenant })).steps,
    staleTime: 300_000,
  });
