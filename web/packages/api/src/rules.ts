/** Routing rules and their rehearsal: the shapes the screens expect, checked in `rules.check.ts`. */
import type { Fault } from "./problem.ts";

type Id = string;
type Instant = string;

export interface RuleTest {
  readonly kind: "test";
  readonly fact: string;
  readonly op: string;
  readonly key: string | null;
  readonly values: readonly string[];
  readonly numbers: readonly number[];
  readonly negated: boolean;
}

export interface RuleGroup {
  readonly kind: "group";
  readonly how: "all" | "any" | "none";
  readonly of: readonly RuleCondition[];
}

export type RuleCondition = RuleTest | RuleGroup;

export interface RuleSkill {
  readonly skill_id: Id;
  readonly level: number;
}

export interface RuleAgent {
  readonly whom: "last" | "agent";
  readonly agent_id: Id | null;
  readonly minutes: number | null;
}

export interface RuleThen {
  readonly queue_id: Id | null;
  readonly require: readonly RuleSkill[];
  readonly prefer: readonly RuleSkill[];
  readonly forbid: readonly RuleSkill[];
  readonly priority: number;
  readonly agent: RuleAgent | null;
  readonly tags: readonly string[];
  readonly go_on: boolean;
}

export interface RoutingRule {
  readonly id: Id;
  readonly name: string;
  readonly enabled: boolean;
  readonly when: RuleGroup;
  readonly then: RuleThen;
}

export interface RulesBy {
  readonly id: Id | null;
  readonly name: string;
}

export interface RoutingRulesVersion {
  readonly number: number;
  readonly rules: readonly RoutingRule[];
  readonly at: Instant | null;
  readonly by: RulesBy | null;
  readonly note: string;
  readonly restored: number | null;
}

export interface RoutingDraft {
  readonly version: number;
  readonly rules: readonly RoutingRule[];
  readonly based_on: number;
  readonly differs: boolean;
  readonly at: Instant | null;
  readonly by: RulesBy | null;
  readonly faults: readonly Fault[];
}

export interface RoutingRules {
  readonly published: RoutingRulesVersion;
  readonly draft: RoutingDraft;
}

export interface RuleFact {
  readonly fact: string;
  readonly kind: string;
  readonly operators: readonly string[];
  readonly keyed: boolean;
}

export interface RuleChoice {
  readonly value: string;
  readonly label: string;
}

export interface RoutingVocabulary {
  readonly facts: readonly RuleFact[];
  readonly queues: readonly RuleChoice[];
  readonly skills: readonly RuleChoice[];
  readonly agents: readonly RuleChoice[];
  readonly calendars: readonly RuleChoice[];
  readonly entry_points: readonly RuleChoice[];
  readonly tags: readonly string[];
  readonly zone: string;
  readonly seen: Readonly<Record<string, readonly string[]>>;
}

export interface RuleMatch {
  readonly place: number;
  readonly name: string;
  readonly reasons: readonly { readonly test: RuleTest; readonly seen: string }[];
}

export interface RulesTrial {
  readonly matches: readonly RuleMatch[];
  readonly decided: Omit<RuleThen, "go_on">;
  readonly marks: Readonly<Record<string, boolean>>;
}

export interface RehearsedExample {
  readonly interaction_id: Id;
  readonly at: Instant;
  readonly contact: string;
  readonly before: Id | null;
  readonly after: Id | null;
  readonly rules: readonly number[];
}

export type RehearsedChange = "queue" | "priority" | "skills" | "agent";

export interface RehearsalEffect {
  readonly total: number;
  readonly changed: number;
  readonly changes: Readonly<Record<RehearsedChange, number>>;
  readonly rules: readonly {
    readonly place: number;
    readonly name: string;
    readonly enabled: boolean;
    readonly matches: number;
    readonly decides: number;
  }[];
  readonly queues: readonly { readonly queue_id: Id | null; readonly before: number; readonly after: number }[];
  readonly flows: readonly { readonly before: Id | null; readonly after: Id | null; readonly count: number }[];
  readonly examples: Readonly<Record<RehearsedChange, readonly RehearsedExample[]>>;
  readonly unanswerable: {
    readonly before: number;
    readonly after: number;
    readonly examples: readonly RehearsedExample[];
  };
  /** Of the queues whose requests, or their order, would not be the same; seconds. */
  readonly waits: readonly {
    readonly queue_id: Id;
    readonly before: number | null;
    readonly low: number | null;
    readonly high: number | null;
    /** Why nothing is said. */
    readonly reason: "few" | "staff" | "model" | null;
  }[];
}

export interface Rehearsal {
  readonly id: Id;
  readonly version: number;
  readonly state: "waiting" | "running" | "done" | "cancelled" | "failed";
  readonly number: number;
  readonly done: number;
  readonly total: number;
  readonly effect: RehearsalEffect | null;
  readonly created_at: Instant;
  readonly finished_at: Instant | null;
}
