/** What people ask whoever runs the platform for; checked in `shapes.check.ts`. */

type Id = string;
type Instant = string;

export type AdviceKind = "advice" | "module";
export type AdviceState = "received" | "studied" | "accepted" | "refused" | "delivered";

/** What somebody asked the platform's operator for. */
export interface AdviceRequest {
  readonly id: Id;
  readonly version: number;
  readonly interaction_id: Id;
  readonly kind: AdviceKind;
  readonly title: string;
  readonly company: string;
  readonly state: AdviceState;
  readonly reason: string | null;
  /** What it may become. */
  readonly next: readonly AdviceState[];
  readonly created_at: Instant;
  readonly changed_at: Instant;
}

export interface AdviceSaid {
  readonly id: Id;
  readonly at: Instant;
  readonly by: "you" | "operator";
  readonly name: string | null;
  readonly text: string | null;
  readonly notice: { readonly code: string; readonly params: Readonly<Record<string, string>> } | null;
}

export interface AdviceWithWords extends AdviceRequest {
  readonly said: readonly AdviceSaid[];
}
