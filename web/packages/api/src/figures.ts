// What was counted, as the API tells it.

/** Visitors known over pages, and what they bought. */
export interface ComparedVisitors {
  readonly visitors: number;
  readonly buyers: number;
  readonly purchases: number;
  /** None where it would be a guess. */
  readonly conversion: number | null;
}

/** What one invitation came to. */
export interface InvitationFigures {
  readonly rule: string;
  readonly shown: number;
  readonly accepted: number;
  readonly dismissed: number;
  readonly invited: ComparedVisitors;
  readonly control: ComparedVisitors;
  /** By how much more of those invited bought: a difference of shares and its 95 % interval. */
  readonly lift: { readonly difference: number; readonly low: number; readonly high: number } | null;
}
