import type { Brought } from "../../data/campaigns.ts";

/** What the bounds allow to say: only a difference that lies whole on one side of nothing is one. */
export function verdictOf({ low, high }: NonNullable<Brought["difference"]>): "more" | "fewer" | "even" {
  if (low > 0) return "more";
  return high < 0 ? "fewer" : "even";
}
