import { useQueries } from "@tanstack/react-query";
import { useTenant } from "../../app/parents.tsx";
import { comparedQuery, MOST_COMPARED, type Campaign, type Results } from "../../data/campaigns.ts";

/** What became of each campaign of a list, asked for by the twenty. */
export function useListFigures(rows: readonly Campaign[]): ReadonlyMap<string, Results> {
  const tenant = useTenant();
  const sent = rows.filter((one) => one.recipients !== null).map((one) => one.id);
  const asked = Array.from({ length: Math.ceil(sent.length / MOST_COMPARED) }, (_, place) => sent.slice(place * MOST_COMPARED, (place + 1) * MOST_COMPARED));
  const answers = useQueries({ queries: asked.map((ids) => comparedQuery(tenant.id, ids)) });
  return new Map(answers.flatMap((answer) => answer.data ?? []).map((one) => [one.campaign_id, one]));
}
