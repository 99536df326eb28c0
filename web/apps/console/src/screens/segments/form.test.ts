import { describe, expect, it } from "vitest";
import {
  added, bracketed, changed, doubled, group, isWhole, leaf, leavesOf, moved, parameterFor, parametersOf, removed, room, toCondition, toForm, unbracketed,
  type FormNode, type GroupNode,
} from "./form.ts";
import type { Condition, Leaf } from "./language.ts";

/** Every kind of leaf in most of its shapes, all of them finished. */
const LEAVES: readonly Leaf[] = [
  { kind: "sex", one_of: ["female", "other"] },
  { kind: "age", minimum: null, maximum: 29 },
  { kind: "age", minimum: 18, maximum: null },
  { kind: "place", postcodes: ["97400"], communes: ["Cilaos"], zone: null },
  { kind: "place", postcodes: [], communes: [], zone: [[55.3, -20.9], [55.6, -20.9], [55.5, -21.1]] },
  { kind: "tags", tags: ["vip", "pro"], every: true },
  { kind: "list", list_id: "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a" },
  { kind: "language", one_of: ["fr"] },
  { kind: "identity", one_of: ["phone", "email"] },
  { kind: "consent", purpose: "marketing", medium: "sms", decision: "withdrawn" },
  { kind: "seen", what: "spoke", window: { kind: "last", count: 3, unit: "months" } },
  { kind: "seen", what: "created", window: { kind: "between", first: "2026-01-01", last: null } },
  { kind: "attribute", key: "loyalty", of: { test: "one_of", values: ["gold"] } },
  { kind: "attribute", key: "spent", of: { test: "range", minimum: 1000, maximum: null } },
  { kind: "attribute", key: "born", of: { test: "anniversary", first: 0, last: 7 } },
  { kind: "attribute", key: "since", of: { test: "date", window: { kind: "days", first: -30, last: -1 } } },
  { kind: "fact", source: "interactions", fact: "open", value: null, window: null },
  {
    kind: "event", type: "purchase", window: { kind: "last", count: 30, unit: "days" }, measure: { figure: "count", property: null }, minimum: null, maximum: null,
    where: [{ property: "category", of: { test: "same_as", parameter: "category", last: null } }],
  },
  {
    kind: "event", type: "purchase", window: null, measure: { figure: "sum", property: "amount" }, minimum: 5000, maximum: 20_000,
    where: [{ property: "article", of: { test: "same_as", parameter: null, last: { type: "booking", property: "article", window: null } } }],
  },
];

/** Numbers that look drawn, the same every time. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function drawnCondition(draw: () => number, depth = 0): Condition {
  const what = draw();
  if (depth < 4 && what < 0.35) {
    const of = Array.from({ length: 1 + Math.floor(draw() * 3) }, () => drawnCondition(draw, depth + 1));
    return { kind: draw() < 0.5 ? "all" : "any", of };
  }
  if (depth < 4 && what < 0.5) return { kind: "not", of: drawnCondition(draw, depth + 1) };
  return LEAVES[Math.floor(draw() * LEAVES.length)] ?? { kind: "consent", purpose: "marketing", medium: "sms", decision: "granted" };
}

/** Whether it is true of somebody of whom these leaves are true. */
function holds(condition: Condition, truths: ReadonlySet<string>): boolean {
  switch (condition.kind) {
    case "all":
      return condition.of.every((one) => holds(one, truths));
    case "any":
      return condition.of.some((one) => holds(one, truths));
    case "not":
      return !holds(condition.of, truths);
    default:
      return truths.has(JSON.stringify(condition));
  }
}

/** A form without the ids of its nodes. */
const bare = (node: FormNode): unknown => (node.kind === "leaf" ? { not: node.not, is: node.is } : { join: node.join, not: node.not, of: node.of.map(bare) });

describe("a condition and the form of it", () => {
  it.each(Array.from({ length: 300 }, (_, seed) => seed))("say the same of everybody (draw %i)", (seed) => {
    const draw = drawn(seed);
    const condition = drawnCondition(draw);
    const form = toForm(condition);
    const again = toCondition(form);
    for (let person = 0; person < 20; person += 1) {
      const truths = new Set(LEAVES.filter(() => draw() < 0.5).map((one) => JSON.stringify(one)));
      expect(holds(again, truths)).toBe(holds(condition, truths));
    }
    expect(isWhole(form)).toBe(true);
    expect(bare(toForm(again))).toEqual(bare(form));
  });

  it.each(LEAVES.map((one) => [one.kind, one] as const))("keep every part of %s", (_, one) => {
    expect(toCondition(toForm(one))).toEqual({ kind: "all", of: [one] });
    expect(toCondition(toForm({ kind: "not", of: one }))).toEqual({ kind: "all", of: [{ kind: "not", of: one }] });
  });

  it("twice denied is not denied", () => {
    const tags: Leaf = { kind: "tags", tags: ["a"], every: false };
    expect(toCondition(toForm({ kind: "not", of: { kind: "not", of: tags } }))).toEqual({ kind: "all", of: [tags] });
  });

  it("what is not finished is not asked, and nothing is kept while it is there", () => {
    const tags: Leaf = { kind: "tags", tags: ["a"], every: false };
    const form = group("all", [leaf(tags), leaf({ kind: "list", list_id: "" }), group("any", [leaf({ kind: "language", one_of: [] })])]);
    expect(toCondition(form)).toEqual({ kind: "all", of: [tags] });
    expect(isWhole(form)).toBe(false);
  });
});

const UNFINISHED: readonly (readonly [string, Leaf])[] = [
  ["nobody's sex", { kind: "sex", one_of: [] }],
  ["two corners", { kind: "place", postcodes: [], communes: [], zone: [[0, 0], [1, 1]] }],
  ["ages the wrong way round", { kind: "age", minimum: 40, maximum: 30 }],
  ["no bounds", { kind: "attribute", key: "spent", of: { test: "range", minimum: null, maximum: null } }],
  ["no days", { kind: "seen", what: "created", window: { kind: "between", first: null, last: null } }],
  ["days the wrong way round", { kind: "seen", what: "created", window: { kind: "between", first: "2026-03-02", last: "2026-03-01" } }],
  ["no span", { kind: "seen", what: "created", window: { kind: "last", count: 0, unit: "days" } }],
  ["a sum of nothing", { kind: "event", type: "purchase", window: null, where: [], measure: { figure: "sum", property: null }, minimum: 1, maximum: null }],
  ["a sum compared with nothing", { kind: "event", type: "purchase", window: null, where: [], measure: { figure: "sum", property: "amount" }, minimum: null, maximum: null }],
  ["a property without values", { kind: "event", type: "purchase", window: null, where: [{ property: "category", of: { test: "one_of", values: [] } }], measure: { figure: "count", property: null }, minimum: null, maximum: null }],
];

it.each(UNFINISHED)("%s waits to be finished", (_, one) => {
  expect(isWhole(group("all", [leaf(one)]))).toBe(false);
});

describe("steps of editing", () => {
  const tag = (name: string, id: string) => leaf({ kind: "tags", tags: [name], every: false }, false, id);
  const start: GroupNode = group("all", [tag("a", "1"), tag("b", "2"), group("any", [tag("c", "3")], false, "g")], false, "root");
  const ids = (node: FormNode): unknown => (node.kind === "leaf" ? node.id : [node.id, ...node.of.map(ids)]);
  const newId = () => "new";

  it("add, remove and move leave the rest as it is", () => {
    expect(ids(added(start, "g", tag("d", "4")))).toEqual(["root", "1", "2", ["g", "3", "4"]]);
    expect(ids(removed(start, "3"))).toEqual(["root", "1", "2", ["g"]]);
    expect(ids(moved(start, "2", -1))).toEqual(["root", "2", "1", ["g", "3"]]);
    expect(moved(start, "1", -1)).toBe(start);
    expect(ids(doubled(start, "1", newId))).toEqual(["root", "1", "new", "2", ["g", "3"]]);
  });

  it("brackets are put and taken away", () => {
    const within = bracketed(start, "1", newId);
    expect(ids(within)).toEqual(["root", ["new", "1"], "2", ["g", "3"]]);
    expect(within.of[0]).toMatchObject({ join: "any" });
    expect(ids(unbracketed(within, "new"))).toEqual(ids(start));
  });

  it("the root stays, and changes reach what they name", () => {
    expect(removed(start, "root").id).toBe("root");
    const denied = changed(start, "3", (node) => ({ ...node, not: true }));
    expect(leavesOf(denied).map((one) => one.not)).toEqual([false, false, true]);
  });

  it("there is an end to brackets and to conditions", () => {
    expect(room(start).deeper("3")).toBe(true);
    const deep = ["a", "b", "c", "d"].reduce<FormNode>((inner, id) => group("all", [inner], false, id), tag("x", "x"));
    expect(room(group("all", [deep], false, "root")).deeper("x")).toBe(false);
    expect(room(group("all", Array.from({ length: 50 }, (_, place) => tag("t", String(place))))).more).toBe(false);
  });
});

it("what a campaign has to say is asked once for each name", () => {
  const same = (property: string, parameter: string): Leaf => ({
    kind: "event", type: "purchase", window: null, measure: { figure: "count", property: null }, minimum: null, maximum: null,
    where: [{ property, of: { test: "same_as", parameter, last: null } }],
  });
  const form = group("all", [leaf(same("category", "category")), group("any", [leaf(same("article", "thing")), leaf(same("category", "category"))])]);
  expect(parametersOf(form)).toEqual([{ name: "category", type: "purchase", property: "category" }, { name: "thing", type: "purchase", property: "article" }]);
});

it.each([["category", "category"], ["Taille d’été", "taille_d_ete"], ["2e prix", "e_prix"], ["???", "value"]])("the parameter for %s is %s", (property, name) => {
  expect(parameterFor(property)).toBe(name);
});
