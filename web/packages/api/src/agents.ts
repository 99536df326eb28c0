/** Who answers, and where requests wait: the shapes the screens expect, checked in `agents.check.ts`. */

type Id = string;
type Instant = string;

export type Medium = "chat" | "sms" | "mail" | "call" | "message" | "callback" | "video";

export interface Relax {
  readonly skill_id: Id;
  readonly drop: boolean;
  readonly level: number | null;
}

export interface Ring {
  readonly after_seconds: number;
  readonly relax: readonly Relax[];
  readonly any_agent_of: Id | null;
}

export interface Disposition {
  readonly id: Id;
  readonly name: string;
}

export interface Queue {
  readonly id: Id;
  readonly version: number;
  readonly key: string;
  readonly is_default: boolean;
  readonly name: string;
  readonly priority: number;
  readonly calendar_id: Id | null;
  readonly manual_pick: boolean;
  readonly reservation_seconds: number;
  readonly rings: readonly Ring[];
  readonly overflow: { readonly after_seconds: number; readonly queue_id: Id } | null;
  readonly wrap_up_seconds: number;
  readonly target: { readonly percent: number; readonly within_seconds: number };
  readonly short_abandon_seconds: number;
  readonly dispositions: readonly Disposition[];
  readonly disposition_required: boolean;
  readonly most_waiting: number | null;
}

export interface Skill {
  readonly id: Id;
  readonly version: number;
  readonly name: string;
}

export interface Capacity {
  readonly units: number;
  readonly weights: Readonly<Partial<Record<Medium, number>>>;
  readonly most: Readonly<Partial<Record<Medium, number>>>;
  readonly interrupts: Readonly<Partial<Record<Medium, readonly Medium[]>>>;
}

export interface AgentProfile {
  readonly id: Id;
  readonly version: number;
  readonly name: string;
  readonly active: boolean;
  readonly queues: readonly { readonly queue_id: Id; readonly preference: number }[];
  readonly skills: readonly { readonly skill_id: Id; readonly level: number }[];
  readonly capacity: Capacity;
  readonly languages: readonly string[];
}

export type PresenceStatus = "ready" | "not_ready" | "offline";

export interface Presence {
  readonly id: Id;
  readonly version: number;
  readonly name: string;
  readonly status: PresenceStatus;
  /** Key of a reason, or `no_answer`. */
  readonly reason: string | null;
  readonly since: Instant;
  readonly lost_at: Instant | null;
}

export interface NotReadyReason {
  readonly id: Id;
  readonly version: number;
  readonly key: string;
  /** `null` for a standard one, put in words by its key. */
  readonly name: string | null;
  readonly place: number;
}

/** Part of a day, in minutes since its midnight. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface DayException {
  /** Such as `2026-12-24`. */
  readonly day: string;
  readonly spans: readonly Span[];
  readonly name: string;
}

export interface Calendar {
  readonly id: Id;
  readonly version: number;
  readonly name: string;
  readonly zone: string;
  readonly territory: string | null;
  /** From Monday on. */
  readonly week: readonly (readonly Span[])[];
  readonly exceptions: readonly DayException[];
}
