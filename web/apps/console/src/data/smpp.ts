import { call, type CallOptions, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

/** What is decided of an account by which a company's own system submits texts over SMPP. */
export interface SmppForm {
  readonly name: string;
  readonly purpose: "otp" | "service" | "marketing";
  readonly consent: "none" | "optin" | "soft";
  readonly senders: readonly string[];
  readonly networks: readonly string[];
  readonly most_binds: number;
  readonly window: number;
  readonly per_second: number;
}

export interface SmppAccount extends SmppForm {
  readonly id: string;
  readonly system_id: string;
  readonly created_at: string;
  readonly closed_at: string | null;
  /** Bound just now, give or take some seconds. */
  readonly binds: number;
  readonly seen_at: string | null;
  /** What its system would not take until it was given up, counted up to 1,000. */
  readonly refused: number;
}

/** A receipt or a telephone's text that was given up. */
export interface RefusedBySmpp {
  readonly id: string;
  readonly kind: "receipt" | "text";
  readonly address: string;
  /** The SMPP status it was answered with last. */
  readonly code: number;
  readonly tries: number;
  readonly given_up_at: string;
}

export interface SmppAccounts {
  readonly items: readonly SmppAccount[];
  readonly host: string;
  /** `null`: that door is shut. */
  readonly port: number | null;
  readonly tls_port: number | null;
}

export interface NewSmppAccount {
  readonly account: SmppAccount;
  /** In this answer and never again. */
  readonly password: string;
}

/** How often it is looked who is bound, in milliseconds. */
const LOOK = 5_000;

export const smppAccountsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "smpp-accounts"],
    queryFn: () => call<SmppAccounts>("GET", "/smpp-accounts", { tenant }),
    refetchInterval: LOOK,
  });
export const createSmppAccount = (tenant: string, body: SmppForm, idempotencyKey: string) =>
  call<NewSmppAccount>("POST", "/smpp-accounts", { tenant, body, idempotencyKey });
export const changeSmppAccount = (tenant: string, id: string, body: SmppForm) => call<SmppAccount>("PUT", `/smpp-accounts/${id}`, { tenant, body });
export const renewSmppPassword = (tenant: string, id: string) => call<NewSmppAccount>("POST", `/smpp-accounts/${id}/password`, { tenant });
export const closeSmppAccount = async (tenant: string, id: string, options: CallOptions): Promise<void> => {
  await call("DELETE", `/smpp-accounts/${id}`, { ...options, tenant });
};

export const refusedQuery = (tenant: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "smpp-refused", id],
    queryFn: ({ pageParam }) => call<PageOf<RefusedBySmpp>>("GET", `/smpp-accounts/${id}/refused`, { tenant, query: { cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
export const deliverRefusedAgain = (tenant: string, id: string) => call<{ count: number }>("POST", `/smpp-accounts/${id}/refused/again`, { tenant });
