import { call, type components, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

type Schemas = components["schemas"];

export type PriceList = Schemas["PriceListOut"];
export type Price = Schemas["PriceOut"];
export type PriceSheet = Schemas["PriceSheetOut"];
export type UsageAccount = Schemas["UsageAccountOut"];
export type UsageTerms = Schemas["UsageTerms"];

const KEY = ["platform", "price-lists"] as const;
/** Prices of one page. */
const SOME = 100;
const MOST = 200;

export const priceListsQuery = queryOptions({
  queryKey: [...KEY, "all"],
  queryFn: () => call<PageOf<PriceList>>("GET", "/platform/price-lists", { query: { limit: MOST } }),
});

export const pricesQuery = (list: string) =>
  infiniteQueryOptions({
    queryKey: [...KEY, "prices", list],
    queryFn: ({ pageParam }) => pageOf(list, pageParam, SOME),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

const pageOf = (list: string, cursor: string | null, limit: number): Promise<PageOf<Price>> =>
  call("GET", `/platform/price-lists/${list}/prices`, { query: { cursor, limit } });

/** Every price of a list. */
export async function allPrices(list: string): Promise<readonly Price[]> {
  const found: Price[] = [];
  let cursor: string | null = null;
  do {
    const page: PageOf<Price> = await pageOf(list, cursor, MOST);
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

export const createPriceList = (body: Schemas["NewPriceList"], idempotencyKey: string): Promise<PriceList> =>
  call("POST", "/platform/price-lists", { body, idempotencyKey });

export const importPrices = (list: string, csv: string, dryRun: boolean): Promise<PriceSheet> =>
  call("POST", `/platform/price-lists/${list}/prices`, { body: { csv, dry_run: dryRun } });

export const usageAccountQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["platform", "usage", tenant],
    queryFn: () => call<UsageAccount>("GET", `/platform/tenants/${tenant}/usage-account`),
  });

export const tenantPriceListQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["platform", "tenant-price-list", tenant],
    queryFn: () => call<Schemas["PresentPriceList"]>("GET", `/platform/tenants/${tenant}/price-list`),
  });

export const setUsageTerms = (tenant: string, body: UsageTerms): Promise<UsageAccount> =>
  call("PUT", `/platform/tenants/${tenant}/usage-account`, { body });
export const creditTenant = (tenant: string, body: Schemas["NewCredit"], idempotencyKey: string): Promise<UsageAccount> =>
  call("POST", `/platform/tenants/${tenant}/credits`, { body, idempotencyKey });
export const setTenantPriceList = (tenant: string, list: string): Promise<Schemas["PriceListChoice"]> =>
  call("PUT", `/platform/tenants/${tenant}/price-list`, { body: { list_id: list } });
export const stopSending = (tenant: string, reason: string): Promise<UsageAccount> =>
  call("POST", `/platform/tenants/${tenant}/stop-sending`, { body: { reason } });
export const resumeSending = (tenant: string): Promise<UsageAccount> =>
  call("POST", `/platform/tenants/${tenant}/resume-sending`, { body: {} });
