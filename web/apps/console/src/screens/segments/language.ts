/** Conditions about people as the API takes them: version 1 of the language of segments. */

export type Scalar = string | number | boolean;
export type Unit = "minutes" | "hours" | "days" | "weeks" | "months";
export type Sex = "female" | "male" | "other";
export type Corner = readonly [longitude: number, latitude: number];

export interface Last {
  readonly kind: "last";
  readonly count: number;
  readonly unit: Unit;
}
export interface DaysAround {
  readonly kind: "days";
  readonly first: number;
  readonly last: number;
}
export interface Between {
  readonly kind: "between";
  readonly first: string | null;
  readonly last: string | null;
}
export type Window = Last | DaysAround | Between;

export interface OneOf {
  readonly test: "one_of";
  readonly values: readonly Scalar[];
}
export interface InRange {
  readonly test: "range";
  readonly minimum: number | null;
  readonly maximum: number | null;
}
export interface Begins {
  readonly test: "begins";
  readonly beginning: string;
}
export interface Known {
  readonly test: "known";
}
export interface DateIn {
  readonly test: "date";
  readonly window: DaysAround | Between;
}
export interface Anniversary {
  readonly test: "anniversary";
  readonly first: number;
  readonly last: number;
}
export interface LastEvent {
  readonly type: string;
  readonly property: string;
  readonly window: Window | null;
}
export interface SameAs {
  readonly test: "same_as";
  readonly parameter: string | null;
  readonly last: LastEvent | null;
}

export type AttributeTest = OneOf | InRange | Begins | Known | DateIn | Anniversary;
export type PropertyTest = OneOf | InRange | Begins | Known | SameAs;

export interface Has {
  readonly property: string;
  readonly of: PropertyTest;
}
export interface Measure {
  readonly figure: "count" | "sum" | "average" | "minimum" | "maximum";
  readonly property: string | null;
}

export interface AttributeIs {
  readonly kind: "attribute";
  readonly key: string;
  readonly of: AttributeTest;
}
export interface Age {
  readonly kind: "age";
  readonly minimum: number | null;
  readonly maximum: number | null;
}
export interface SexIs {
  readonly kind: "sex";
  readonly one_of: readonly Sex[];
}
export interface Place {
  readonly kind: "place";
  readonly postcodes: readonly string[];
  readonly communes: readonly string[];
  readonly zone: readonly Corner[] | null;
}
export interface Tagged {
  readonly kind: "tags";
  readonly tags: readonly string[];
  readonly every: boolean;
}
export interface Listed {
  readonly kind: "list";
  readonly list_id: string;
}
export interface Speaks {
  readonly kind: "language";
  readonly one_of: readonly string[];
}
export type Reach = "phone" | "email" | "external" | "visitor";
export interface Reachable {
  readonly kind: "identity";
  readonly one_of: readonly Reach[];
}
export type Purpose = "marketing" | "reminders" | "surveys" | "profiling" | "recording";
export type Medium = "sms" | "mail" | "call" | "chat";
export interface Consented {
  readonly kind: "consent";
  readonly purpose: Purpose;
  readonly medium: Medium;
  readonly decision: "granted" | "withdrawn";
}
export interface Seen {
  readonly kind: "seen";
  readonly what: "created" | "spoke";
  readonly window: Window;
}
export interface Happened {
  readonly kind: "event";
  readonly type: string;
  readonly window: Window | null;
  readonly where: readonly Has[];
  readonly measure: Measure;
  readonly minimum: number | null;
  readonly maximum: number | null;
}
export interface Fact {
  readonly kind: "fact";
  readonly source: string;
  readonly fact: string;
  readonly value: string | null;
  readonly window: Window | null;
}

/** What is asked of a person, joined to nothing else. */
export type Leaf = AttributeIs | Age | SexIs | Place | Tagged | Listed | Speaks | Reachable | Consented | Seen | Happened | Fact;

export interface All {
  readonly kind: "all";
  readonly of: readonly Condition[];
}
export interface AnyOf {
  readonly kind: "any";
  readonly of: readonly Condition[];
}
export interface Not {
  readonly kind: "not";
  readonly of: Condition;
}
export type Condition = All | AnyOf | Not | Leaf;

/** What the server allows at most. */
export const DEEPEST = 6;
export const MOST_CONDITIONS = 50;
export const MOST_CORNERS = 200;
export const MOST_PLACES = 400;
