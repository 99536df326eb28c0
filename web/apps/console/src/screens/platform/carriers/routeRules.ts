import type { RouteRule } from "../../../data/carriers.ts";

/** Rules as they are edited: each with a name of its own, for as long as the screen is open. Pure. */

export interface HeldRule extends RouteRule {
  readonly key: string;
}

export const held = (rules: readonly RouteRule[]): readonly HeldRule[] => rules.map((rule) => ({ ...rule, key: crypto.randomUUID() }));

/** As the server takes them. */
export const bare = (rules: readonly HeldRule[]): RouteRule[] => rules.map(({ tenant_id, purpose, prefixes, method, routes, second }) => ({ tenant_id, purpose, prefixes, method, routes, second }));

export const newRule = (route: string | undefined): HeldRule => ({
  key: crypto.randomUUID(),
  tenant_id: null,
  purpose: null,
  prefixes: [],
  method: "order",
  routes: route ? [{ route_id: route, share: 1 }] : [],
  second: "slow",
});

export function moved(rules: readonly HeldRule[], from: number, to: number): readonly HeldRule[] {
  const left = rules.filter((_, at) => at !== from);
  const one = rules[from];
  return one ? [...left.slice(0, to), one, ...left.slice(to)] : rules;
}

/** The routes chosen, in the order they were chosen; what stays keeps its share. */
export const withRoutes = (rule: HeldRule, chosen: readonly string[]): HeldRule => ({
  ...rule,
  routes: chosen.map((id) => rule.routes.find((one) => one.route_id === id) ?? { route_id: id, share: rule.method === "share" ? 10 : 1 }),
});

/** Each route's part in a hundred, by the shares of a rule. */
export function percents(rule: Pick<RouteRule, "routes">): ReadonlyMap<string, number> {
  const whole = rule.routes.reduce((sum, one) => sum + one.share, 0);
  return new Map(rule.routes.map((one) => [one.route_id, whole > 0 ? Math.round((100 * one.share) / whole) : 0]));
}

export const same = (left: readonly HeldRule[], right: readonly HeldRule[]): boolean => JSON.stringify(bare(left)) === JSON.stringify(bare(right));
