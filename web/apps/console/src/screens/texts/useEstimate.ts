import { Refused } from "@guichet/api";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTenant } from "../../app/parents.tsx";
import { estimate, type Estimate, type Sending } from "../../data/texts.ts";

/** Typing rests this long before the price is asked for, in milliseconds. */
const REST = 400;

export interface Outlook {
  readonly estimate: Estimate | null;
  /** It is about what stands there now. */
  readonly fresh: boolean;
  readonly error: unknown;
  /** Places of recipients whose number is none. */
  readonly wrong: ReadonlySet<number>;
  /** What is wrong with the text itself. */
  readonly textFault: string | null;
  readonly retry: () => void;
}

const A_PERSON = /^\/?recipients\/(\d+)\//;

/** What sending it would come to: asked a moment after the last key. */
export function useEstimate(body: Sending | null): Outlook {
  const tenant = useTenant();
  const now = body ? JSON.stringify(body) : "";
  const [asked] = useDebouncedValue(now, REST);
  const query = useQuery({
    queryKey: ["tenant", tenant.id, "text-estimate", asked],
    queryFn: ({ signal }) => estimate(tenant.id, JSON.parse(asked) as Sending, signal),
    enabled: asked !== "",
    placeholderData: (before) => before,
    staleTime: 20_000,
    gcTime: 60_000,
  });
  const { wrong, textFault } = faultsIn(query.error);
  return {
    estimate: now === "" ? null : (query.data ?? null),
    fresh: now === asked && !query.isPlaceholderData && query.isSuccess,
    error: wrong.size > 0 || textFault ? null : query.error,
    wrong,
    textFault,
    retry: () => void query.refetch(),
  };
}

function faultsIn(error: unknown): Pick<Outlook, "wrong" | "textFault"> {
  const faults = error instanceof Refused ? (error.problem.faults ?? []) : [];
  const places = faults.flatMap((fault) => A_PERSON.exec(fault.pointer)?.[1] ?? []);
  return { wrong: new Set(places.map(Number)), textFault: faults.find((fault) => /^\/?text/.test(fault.pointer))?.detail ?? null };
}
