import { useQuery } from "@tanstack/react-query";
import { useMay, useTenant } from "../../app/parents.tsx";
import { queuesQuery } from "../../data/agents.ts";
import { numbersQuery } from "../../data/texts.ts";
import type { KnownValue } from "../../kit/SchemaFields.tsx";

/** The company's queues by name, and its numbers: what a setting names is chosen, not typed. */
export function useKnownValues(): Readonly<Record<string, readonly KnownValue[]>> {
  const tenant = useTenant();
  const queues = useQuery({ ...queuesQuery(tenant.id), enabled: useMay("agents.read") }).data;
  const numbers = useQuery({ ...numbersQuery(tenant.id), enabled: useMay("entry_points.read") }).data;
  return {
    ...(queues ? { queue: queues.map((one) => ({ value: one.key, label: one.name })) } : {}),
    ...(numbers ? { number: numbers.map((one) => ({ value: one.number, label: one.number })) } : {}),
  };
}
