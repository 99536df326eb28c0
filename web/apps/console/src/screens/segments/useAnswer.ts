import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { currentLanguage } from "../../app/i18n.ts";
import { useTenant } from "../../app/parents.tsx";
import { countQuery, sampleQuery, sentenceQuery, type AskedCondition, type Count, type Parameters } from "../../data/segments.ts";
import type { ContactSummary } from "@guichet/api";

/** A change rests this long before it is asked about, and before it is counted exactly, in milliseconds. */
const REST = 200;
const CALM = 900;

export interface Answer {
  readonly sentence: string | null;
  readonly count: Pick<Count, "people" | "least" | "most" | "exact"> | null;
  readonly sample: readonly ContactSummary[] | null;
  /** What is shown is about what stands there now. */
  readonly fresh: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** The first that is there. */
const known = <T>(...found: readonly (T | undefined)[]): T | null => found.find((one) => one !== undefined) ?? null;

/** How many, who, and the condition said: about at once, exactly when it stays so. */
export function useAnswer(condition: AskedCondition, parameters: Parameters, missing: boolean): Answer {
  const tenant = useTenant();
  const now = JSON.stringify({ condition, parameters });
  const [asked] = useDebouncedValue(now, REST);
  const [calm] = useDebouncedValue(now, CALM);
  const question = JSON.parse(asked) as { readonly condition: AskedCondition; readonly parameters: Parameters };
  const ready = !missing && now === asked;
  const before = <T>(held: T | undefined): T | undefined => held;
  const said = useQuery({ ...sentenceQuery(tenant.id, question.condition, currentLanguage()), placeholderData: before });
  const about = useQuery({ ...countQuery(tenant.id, question, true), enabled: ready, placeholderData: before });
  const exactly = useQuery({ ...countQuery(tenant.id, question, false), enabled: ready && calm === asked && about.data?.exact === false && !about.isPlaceholderData });
  const sample = useQuery({ ...sampleQuery(tenant.id, question), enabled: ready, placeholderData: before });
  return {
    sentence: known(said.data),
    count: missing ? null : known(exactly.data, about.data),
    sample: missing ? null : known(sample.data),
    fresh: now === asked && !about.isPlaceholderData && !about.isFetching,
    error: known(...[about, exactly, sample, said].map((one) => one.error ?? undefined)),
    retry: () => void Promise.all([said, about, sample].map((one) => one.refetch())),
  };
}
