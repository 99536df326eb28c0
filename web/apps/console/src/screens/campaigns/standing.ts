import type { Place, Results } from "../../data/campaigns.ts";

/** Where people stand, the best first; everybody is in exactly one of them. */
export const PLACES = ["delivered", "under_way", "unknown", "waiting", "held", "failed"] as const satisfies readonly Place[];

export interface Share {
  readonly place: Place;
  readonly count: number;
  /** Of all, in per cent, for the width of a bar. */
  readonly percent: number;
}

/** Those that have anybody. */
export function sharesOf(results: Pick<Results, Place | "recipients">): readonly Share[] {
  const all = Math.max(results.recipients, 1);
  return PLACES.map((place) => ({ place, count: results[place], percent: (results[place] / all) * 100 })).filter((one) => one.count > 0);
}
