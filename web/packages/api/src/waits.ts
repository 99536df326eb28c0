/** A wait the person of a request was told, in seconds from then. */
export interface ToldWait {
  readonly at: string;
  readonly low: number;
  readonly high: number;
  readonly outcome: "answered" | "left" | "moved" | null;
  /** Null while it goes on, and where nobody can know. */
  readonly kept: boolean | null;
}
