import { DEEPEST, MOST_CONDITIONS, type Condition, type Has, type Leaf, type Window } from "./language.ts";

/**
 * What the builder holds: groups and leaves, each with an id for the screen and a mark that says
 * the contrary, so that "not" is a word in a row rather than a box around it. Leaves may be
 * unfinished; only what is finished is asked.
 */

export interface GroupNode {
  readonly id: string;
  readonly kind: "group";
  readonly join: "all" | "any";
  readonly not: boolean;
  readonly of: readonly FormNode[];
}
export interface LeafNode {
  readonly id: string;
  readonly kind: "leaf";
  readonly not: boolean;
  readonly is: Leaf;
}
export type FormNode = GroupNode | LeafNode;

export type NewId = () => string;
const randomId: NewId = () => crypto.randomUUID();

export const leaf = (is: Leaf, not = false, id = randomId()): LeafNode => ({ id, kind: "leaf", not, is });
export const group = (join: "all" | "any", of: readonly FormNode[], not = false, id = randomId()): GroupNode => ({ id, kind: "group", join, not, of });

/** A condition as a form, always a group outside. Twice denied is not denied. */
export function toForm(condition: Condition, newId: NewId = randomId): GroupNode {
  const node = nodeOf(condition, false, newId);
  return node.kind === "group" ? node : group("all", [node], false, newId());
}

function nodeOf(condition: Condition, not: boolean, newId: NewId): FormNode {
  switch (condition.kind) {
    case "not":
      return nodeOf(condition.of, !not, newId);
    case "all":
    case "any":
      return group(condition.kind, condition.of.map((one) => nodeOf(one, false, newId)), not, newId());
    default:
      return leaf(condition, not, newId());
  }
}

/** The condition that is asked: of what is finished. */
export function toCondition(form: GroupNode): Condition {
  return denied(form.not, { kind: form.join, of: conditionsOf(form) });
}

function conditionsOf(form: GroupNode): readonly Condition[] {
  return form.of.flatMap((one) => {
    if (one.kind === "leaf") return isFinished(one.is) ? [denied(one.not, one.is)] : [];
    // A group with nothing finished in it asks nothing.
    return conditionsOf(one).length === 0 ? [] : [toCondition(one)];
  });
}

const denied = (not: boolean, condition: Condition): Condition => (not ? { kind: "not", of: condition } : condition);

/** Every leaf, in the order they are read. */
export function leavesOf(node: FormNode): readonly LeafNode[] {
  return node.kind === "leaf" ? [node] : node.of.flatMap(leavesOf);
}

export const isWhole = (form: GroupNode): boolean => leavesOf(form).every((one) => isFinished(one.is)) && noEmptyGroup(form);

const noEmptyGroup = (form: GroupNode): boolean => form.of.every((one) => one.kind === "leaf" || (one.of.length > 0 && noEmptyGroup(one)));

type Of<Kind> = Extract<Leaf, { readonly kind: Kind }>;

const FINISHED: { readonly [Kind in Leaf["kind"]]: (one: Of<Kind>) => boolean } = {
  sex: (one) => one.one_of.length > 0,
  language: (one) => one.one_of.length > 0,
  identity: (one) => one.one_of.length > 0,
  place: (one) => one.postcodes.length + one.communes.length > 0 || (one.zone?.length ?? 0) >= 3,
  tags: (one) => one.tags.length > 0,
  list: (one) => one.list_id !== "",
  age: (one) => inOrder(one.minimum, one.maximum),
  attribute: (one) => testIsFinished(one.of),
  seen: (one) => windowIsFinished(one.window),
  event: (one) => windowIsFinished(one.window) && one.where.every(hasIsFinished) && measureIsFinished(one),
  fact: (one) => windowIsFinished(one.window),
  consent: () => true,
};

/** Whether a leaf says enough to be asked. */
export const isFinished = (one: Leaf): boolean => (FINISHED[one.kind] as (one: Leaf) => boolean)(one);

function measureIsFinished({ type, measure, minimum, maximum }: Of<"event">): boolean {
  if (type === "" || !inOrder(minimum, maximum)) return false;
  return measure.figure === "count" || (Boolean(measure.property) && (minimum !== null || maximum !== null));
}

type Test = Has["of"] | Of<"attribute">["of"];

const TEST_FINISHED: { readonly [Name in Test["test"]]: (of: Extract<Test, { readonly test: Name }>) => boolean } = {
  one_of: (of) => of.values.length > 0,
  range: (of) => (of.minimum !== null || of.maximum !== null) && inOrder(of.minimum, of.maximum),
  begins: (of) => of.beginning !== "",
  date: (of) => windowIsFinished(of.window),
  anniversary: (of) => of.first <= of.last,
  same_as: (of) => (of.last ? of.last.type !== "" && of.last.property !== "" : Boolean(of.parameter)),
  known: () => true,
};

const testIsFinished = (of: Test): boolean => (TEST_FINISHED[of.test] as (of: Test) => boolean)(of);

const hasIsFinished = (has: Has): boolean => has.property !== "" && testIsFinished(has.of);

const inOrder = (least: number | null, most: number | null): boolean => least === null || most === null || least <= most;

const LONGEST_SPAN = 4_000;

export function windowIsFinished(window: Window | null): boolean {
  if (!window) return true;
  if (window.kind === "last") return window.count >= 1 && window.count <= LONGEST_SPAN;
  if (window.kind === "days") return window.first <= window.last;
  const { first, last } = window;
  return first === null ? last !== null : last === null || first <= last;
}

/** What a campaign has to tell before the condition can be asked, in the order it is read. */
export function parametersOf(form: GroupNode): readonly Parameter[] {
  const found = leavesOf(form).flatMap(({ is }) =>
    is.kind === "event" ? is.where.flatMap((has) => (has.of.test === "same_as" && has.of.parameter ? [{ name: has.of.parameter, type: is.type, property: has.property }] : [])) : [],
  );
  return found.filter((one, place) => found.findIndex((other) => other.name === one.name) === place);
}

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly property: string;
}

/** A parameter's name made of a property's: letters, figures and underscores. */
export function parameterFor(property: string): string {
  const bare = property.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^[_0-9]+|_+$/g, "");
  return bare.slice(0, 40) || "value";
}

/* Steps of editing: each gives a new form. */

export function changed(form: GroupNode, id: string, change: (node: FormNode) => FormNode): GroupNode {
  return walked(form, (node) => (node.id === id ? [change(node)] : [node]));
}

export const removed = (form: GroupNode, id: string): GroupNode => walked(form, (node) => (node.id === id ? [] : [node]));

export function added(form: GroupNode, into: string, node: FormNode): GroupNode {
  return walked(form, (one) => (one.id === into && one.kind === "group" ? [{ ...one, of: [...one.of, node] }] : [one]));
}

/** Puts a node into brackets of its own, joined the other way. */
export function bracketed(form: GroupNode, id: string, newId: NewId = randomId): GroupNode {
  const outside = parentOf(form, id);
  const join = outside?.join === "all" ? "any" : "all";
  return walked(form, (node) => (node.id === id ? [group(join, [node], false, newId())] : [node]));
}

/** Takes the brackets away: what was in them stands where they were. */
export function unbracketed(form: GroupNode, id: string): GroupNode {
  return walked(form, (node) => (node.id === id && node.kind === "group" ? [...node.of] : [node]));
}

export function doubled(form: GroupNode, id: string, newId: NewId = randomId): GroupNode {
  return walked(form, (node) => (node.id === id ? [node, renamed(node, newId)] : [node]));
}

/** One place up or down among its neighbours. */
export function moved(form: GroupNode, id: string, step: -1 | 1): GroupNode {
  const around = parentOf(form, id);
  const at = around?.of.findIndex((one) => one.id === id) ?? -1;
  const to = at + step;
  if (!around || at < 0 || to < 0 || to >= around.of.length) return form;
  const of = [...around.of];
  of.splice(to, 0, ...of.splice(at, 1));
  return changed(form, around.id, (node) => ({ ...node, of }) as FormNode);
}

export function parentOf(form: GroupNode, id: string): GroupNode | undefined {
  for (const one of form.of) {
    if (one.id === id) return form;
    const inside = one.kind === "group" ? parentOf(one, id) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

/** Whether another level of brackets may be put here, and whether anything more may be said. */
export function room(form: GroupNode): { readonly more: boolean; readonly deeper: (id: string) => boolean } {
  const parts = countOf(form);
  return { more: parts < MOST_CONDITIONS, deeper: (id) => parts < MOST_CONDITIONS && depthAt(form, id) + 3 <= DEEPEST };
}

function countOf(node: FormNode): number {
  const own = node.not ? 2 : 1;
  return node.kind === "leaf" ? own : own + node.of.reduce((sum, one) => sum + countOf(one), 0);
}

function depthAt(node: FormNode, id: string, depth = 1): number {
  if (node.id === id) return depth;
  if (node.kind === "leaf") return 0;
  return Math.max(0, ...node.of.map((one) => depthAt(one, id, depth + (node.not ? 2 : 1))));
}

/** The root stays, whatever is done to what is in it. */
function walked(form: GroupNode, step: (node: FormNode) => readonly FormNode[]): GroupNode {
  const root = step(form)[0];
  const held = root?.kind === "group" ? root : form;
  return { ...held, of: held.of.flatMap((one) => below(one, step)) };
}

function below(node: FormNode, step: (node: FormNode) => readonly FormNode[]): readonly FormNode[] {
  return step(node).map((one) => (one.kind === "group" && one.of === (node as GroupNode).of ? { ...one, of: one.of.flatMap((inner) => below(inner, step)) } : one));
}

function renamed(node: FormNode, newId: NewId): FormNode {
  return node.kind === "leaf" ? { ...node, id: newId() } : { ...node, id: newId(), of: node.of.map((one) => renamed(one, newId)) };
}
