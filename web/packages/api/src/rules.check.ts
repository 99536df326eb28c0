/** As in `shapes.check.ts`, for routing rules. */
import type * as shapes from "./rules.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];
/** The server sends every field, also those a sender may leave out. */
type Whole<T> = T extends readonly (infer U)[] ? Whole<U>[] : T extends object ? { [K in keyof T]-?: Whole<Exclude<T[K], undefined>> } : T;
type Reads<Expected, Sent extends Expected> = Sent;

export type Checked = [
  Reads<shapes.RoutingRules, Whole<Schemas["RoutingRulesOut"]>>,
  Reads<shapes.RoutingRulesVersion, Whole<Schemas["RoutingRulesVersion"]>>,
  Reads<shapes.RoutingDraft, Whole<Schemas["RoutingDraft"]>>,
  Reads<shapes.RoutingVocabulary, Whole<Schemas["RoutingVocabulary"]>>,
  Reads<shapes.RulesTrial, Whole<Schemas["RulesTrial"]>>,
  Reads<shapes.Rehearsal, Whole<Schemas["RehearsalOut"]>>,
];
