import { expect, test } from "vitest";
import { bare, held, moved, newRule, percents, same, withRoutes } from "./routeRules.ts";

const two = held([
  { ...newRule("a"), purpose: "otp" },
  { ...newRule("b"), purpose: "marketing" },
]);

test("what is edited is what is sent, without the names of the screen", () => {
  expect(bare(two)[0]).toEqual({ tenant_id: null, purpose: "otp", prefixes: [], method: "order", routes: [{ route_id: "a", share: 1 }], second: "slow" });
  expect(same(two, held(bare(two)))).toBe(true);
  expect(same(two, moved(two, 0, 1))).toBe(false);
});

test("rules are moved up and down", () => {
  expect(moved(two, 1, 0).map((rule) => rule.purpose)).toEqual(["marketing", "otp"]);
  expect(moved(two, 0, 1).map((rule) => rule.purpose)).toEqual(["marketing", "otp"]);
});

test("a route that stays keeps its share", () => {
  const rule = { ...newRule("a"), method: "share" as const, routes: [{ route_id: "a", share: 70 }] };
  expect(withRoutes(rule, ["b", "a"]).routes).toEqual([
    { route_id: "b", share: 10 },
    { route_id: "a", share: 70 },
  ]);
});

test("shares are told in a hundred", () => {
  expect([...percents({ routes: [{ route_id: "a", share: 2 }, { route_id: "b", share: 1 }] })]).toEqual([
    ["a", 67],
    ["b", 33],
  ]);
  expect([...percents({ routes: [{ route_id: "a", share: 0 }] })]).toEqual([["a", 0]]);
});
