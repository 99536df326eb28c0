import { describe, expect, it } from "vitest";
import { fits, holds, type Moment } from "./rules.ts";
import type { DataTest, Invitation } from "./site.ts";

const RULE: Invitation = {
  key: "help",
  text: { en: "Help?", fr: "De l’aide ?" },
  subject: null,
  pages: [],
  seconds_on_page: 20,
  seconds_on_site: 0,
  data: [],
  returning: "any",
  weekdays: [],
  begins: 0,
  ends: 1440,
  most: 1,
};
/** A Wednesday, at 14:30 by the visitor's clock. */
const NOW = new Date(2026, 10, 25, 14, 30);
const MOMENT: Moment = { path: "/panier", data: { cart: { total: 120, items: ["vanille"] } }, onPage: 30, onSite: 60, returning: "new", now: NOW };

describe("an invitation's rule", () => {
  it.each<[boolean, string, Partial<Invitation>, Partial<Moment>]>([
    [true, "nothing but the default time", {}, {}],
    [false, "too early on the page", {}, { onPage: 19 }],
    [true, "just long enough", {}, { onPage: 20 }],
    [false, "too early on the site", { seconds_on_site: 61 }, {}],
    [true, "a page of its list", { pages: ["/caisse", "/panier*"] }, {}],
    [false, "no page of its list", { pages: ["/caisse"] }, {}],
    [false, "who comes again only", { returning: "returning" }, {}],
    [true, "who comes again only, who does", { returning: "returning" }, { returning: "returning" }],
    [false, "another day", { weekdays: [1, 7] }, {}],
    [true, "that day", { weekdays: [3] }, {}],
    [true, "Sunday is seven", { weekdays: [7] }, { now: new Date(2026, 10, 29, 14, 30) }],
    [false, "before it begins", { begins: 871 }, {}],
    [true, "as it begins", { begins: 870 }, {}],
    [false, "as it ends", { ends: 870 }, {}],
    [true, "over midnight, in the evening", { begins: 1200, ends: 480 }, { now: new Date(2026, 10, 25, 23) }],
    [true, "over midnight, in the morning", { begins: 1200, ends: 480 }, { now: new Date(2026, 10, 25, 7) }],
    [false, "over midnight, at noon", { begins: 1200, ends: 480 }, {}],
  ])("holds: %s (%s)", (expected, _why, rule, moment) => {
    expect(holds({ ...RULE, ...rule }, { ...MOMENT, ...moment })).toBe(expected);
  });

  it.each<[boolean, DataTest["test"], string, string]>([
    [true, "present", "cart.total", ""],
    [false, "present", "cart.coupon", ""],
    [false, "present", "nothing.at.all", ""],
    [true, "absent", "cart.coupon", ""],
    [false, "absent", "cart.total", ""],
    [true, "is", "cart.total", "120"],
    [false, "is", "cart.total", "12"],
    [true, "is_not", "cart.total", "12"],
    [true, "is_not", "cart.coupon", "X"],
    [true, "at_least", "cart.total", "120"],
    [false, "at_least", "cart.total", "120.5"],
    [false, "at_least", "cart.coupon", "0"],
    [true, "at_most", "cart.total", "120"],
    [false, "at_most", "cart.total", "119"],
    [true, "contains", "cart.items", "VANILLE"],
    [false, "contains", "cart.items", "miel"],
    [false, "contains", "cart.coupon", "x"],
  ])("holds: %s, for %s of %s compared with %j", (expected, test, path, value) => {
    expect(holds({ ...RULE, data: [{ path, test, value }] }, MOMENT)).toBe(expected);
  });

  it.each([null, "text", 7, []])("with data that is %j nothing is there, and nothing breaks", (data) => {
    expect(holds({ ...RULE, data: [{ path: "cart.total", test: "at_least", value: "1" }] }, { ...MOMENT, data })).toBe(false);
  });
});

describe("a pattern of pages", () => {
  it.each<[boolean, string, string]>([
    [true, "/panier", "/panier"],
    [false, "/panier", "/panier/2"],
    [true, "/panier*", "/panier/2"],
    [true, "*/caisse", "/fr/caisse"],
    [true, "/a.b", "/a.b"],
    [false, "/a.b", "/axb"],
    [true, "/(x)+[y]", "/(x)+[y]"],
  ])("fits: %s, %s and %s", (expected, pattern, path) => {
    expect(fits(pattern, path)).toBe(expected);
  });
});
