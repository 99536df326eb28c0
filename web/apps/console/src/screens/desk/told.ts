import type { ToldWait } from "@guichet/api";

/** Whether what was told came true; `unknown`: it was over before anybody could know. */
export function fateOf({ outcome, kept }: Pick<ToldWait, "outcome" | "kept">): "open" | "kept" | "broken" | "unknown" {
  if (outcome === null) return "open";
  if (kept === null) return "unknown";
  return kept ? "kept" : "broken";
}
