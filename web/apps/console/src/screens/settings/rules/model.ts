import type { RoutingRule, RoutingVocabulary, RuleCondition, RuleGroup, RuleTest, RuleThen } from "@guichet/api";

export type Rules = readonly RoutingRule[];

export const NOTHING: RuleThen = {
  queue_id: null,
  require: [],
  prefer: [],
  forbid: [],
  priority: 0,
  agent: null,
  tags: [],
  go_on: false,
};

export const ALWAYS: RuleGroup = { kind: "group", how: "all", of: [] };

/** Facts by what they are about, in the order of the menu. */
export const FACT_GROUPS = {
  person: ["known", "verified", "tag", "attribute", "company", "rating", "language", "territory"],
  visit: ["page", "pages_seen", "pages_count", "site", "referrer", "data", "device", "located", "location", "invitation"],
  request: ["subject", "form", "medium", "entry_point"],
  time: ["hour", "weekday", "calendar"],
} as const;

export type FactName = (typeof FACT_GROUPS)[keyof typeof FACT_GROUPS][number];
export type OpName =
  | "one_of" | "contains" | "begins" | "matches" | "under" | "known" | "has_any" | "has_all"
  | "at_least" | "more_than" | "at_most" | "less_than" | "between" | "within" | "open" | "is";

export const FLAGS = ["known", "verified", "located"] as const;
export type Flag = (typeof FLAGS)[number];
export const isFlag = (fact: string): fact is Flag => (FLAGS as readonly string[]).includes(fact);

const OPERATORS_OF_NUMBERS = ["at_least", "more_than", "at_most", "less_than", "between"];
export const takesNumbers = (op: string): boolean => OPERATORS_OF_NUMBERS.includes(op);
export const takesNothing = (op: string): boolean => op === "known" || op === "is";

export function blankTest(fact: string, vocabulary: RoutingVocabulary): RuleTest {
  const op = vocabulary.facts.find((one) => one.fact === fact)?.operators[0] ?? "one_of";
  const numbers = fact === "hour" ? [8 * 60, 18 * 60] : [];
  return { kind: "test", fact, op, key: null, values: [], numbers, negated: false };
}

const is = (fact: string, op: string, more: Partial<RuleTest>): RuleTest => ({
  kind: "test",
  fact,
  op,
  key: null,
  values: [],
  numbers: [],
  negated: false,
  ...more,
});

export function newRule(name: string, of: readonly RuleCondition[] = [], then: Partial<RuleThen> = {}): RoutingRule {
  return { id: crypto.randomUUID(), name, enabled: true, when: { ...ALWAYS, of }, then: { ...NOTHING, ...then } };
}

export type Template = "vip" | "language" | "page" | "hours";
export const TEMPLATES: readonly Template[] = ["page", "vip", "language", "hours"];

type Beginning = (house: RoutingVocabulary) => readonly [readonly RuleCondition[], Partial<RuleThen>];

const BEGINNINGS: Readonly<Record<Template, Beginning>> = {
  vip: (house) => {
    const tag = house.tags.find((one) => /vip/i.test(one)) ?? "VIP";
    return [[is("tag", "has_any", { values: [tag] })], { priority: 10, agent: { whom: "last", agent_id: null, minutes: 5 } }];
  },
  language: (house) => {
    const skill = house.skills.find((one) => /^en|angl/i.test(one.label)) ?? house.skills[0];
    return [[is("language", "one_of", { values: ["en"] })], { require: skill ? [{ skill_id: skill.value, level: 2 }] : [], go_on: true }];
  },
  page: (house) => [
    [is("page", "under", { values: ["/checkout"] }), is("data", "more_than", { key: "cart.total", numbers: [100] })],
    { queue_id: (house.queues[1] ?? house.queues[0])?.value ?? null, priority: 10 },
  ],
  hours: () => [[is("hour", "between", { numbers: [18 * 60, 8 * 60] })], { priority: -30 }],
};

/** A rule to start from: what the company has is filled in, the rest is left to choose. */
export function fromTemplate(template: Template, name: string, house: RoutingVocabulary): RoutingRule {
  const [conditions, then] = BEGINNINGS[template](house);
  return newRule(name, conditions, then);
}

export const titleOf = (rule: RoutingRule | undefined, otherwise: string): string => (rule && rule.name !== "" ? rule.name : otherwise);

export function replaced<T>(list: readonly T[], at: number, one: T): readonly T[] {
  return list.map((held, index) => (index === at ? one : held));
}

export function without<T>(list: readonly T[], at: number): readonly T[] {
  return list.filter((_, index) => index !== at);
}

export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const rest = without(list, from);
  const one = list[from];
  return one === undefined ? list : [...rest.slice(0, to), one, ...rest.slice(to)];
}

export const minutesOf = (clock: string): number => {
  const [hours = "0", minutes = "0"] = clock.split(":");
  return Number(hours) * 60 + Number(minutes);
};

export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
