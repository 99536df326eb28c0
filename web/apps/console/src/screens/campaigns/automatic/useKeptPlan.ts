import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { useTenant } from "../../../app/parents.tsx";
import { changeTrigger, triggerQuery, triggersKey, type Trigger } from "../../../data/automatic.ts";

/** Changing rests this long before it is kept, in milliseconds. */
const REST = 500;

type Part = Pick<Trigger, "when" | "limits">;

/** Keeps what sets a text off while it is changed; nothing as long as it is not switched on for the first time. */
export function useKeptPlan(trigger: Trigger | null, wanted: Part | null) {
  const tenant = useTenant();
  const queries = useQueryClient();
  const now = wanted ? JSON.stringify(wanted) : "";
  const [held, setHeld] = useState(now);
  const save = useMutation({
    mutationFn: (text: string) => changeTrigger(tenant.id, trigger?.id ?? "", JSON.parse(text) as Part),
    onSuccess: async (made, text) => {
      setHeld(text);
      queries.setQueryData(triggerQuery(tenant.id, made.id).queryKey, made);
      await queries.invalidateQueries({ queryKey: triggersKey(tenant.id) });
    },
  });
  const onRest = useEffectEvent((text: string) => save.mutate(text));
  const due = trigger !== null && now !== "" && now !== held;
  useEffect(() => {
    if (!due) return undefined;
    const timer = setTimeout(() => onRest(now), REST);
    return () => clearTimeout(timer);
  }, [due, now]);
  return { kept: !due, error: due ? save.error : null };
}
