import type { AgentProfile } from "@guichet/api";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTenant } from "../../../app/parents.tsx";
import { agentsQuery, assignAgent } from "../../../data/agents.ts";
import { useTrouble } from "../../../kit/Trouble.tsx";

/** The queues after joining (as the last one) or leaving one. Pure. */
export function toggled(queues: AgentProfile["queues"], queueId: string): AgentProfile["queues"] {
  const left = queues.filter((held) => held.queue_id !== queueId);
  if (left.length < queues.length) return left;
  const last = Math.max(0, ...queues.map((held) => held.preference));
  return [...queues, { queue_id: queueId, preference: Math.min(9, last + 1) }];
}

/** Lets an agent join or leave a queue: shown at once, taken back when refused; a second click undoes it. */
export function useAssign(agent: AgentProfile): (queueId: string) => void {
  const tenant = useTenant();
  const queries = useQueryClient();
  const tell = useTrouble();
  const { queryKey } = agentsQuery(tenant.id);
  const show = (one: AgentProfile): void => {
    queries.setQueryData(queryKey, (old) => old?.map((held) => (held.id === one.id ? one : held)));
  };
  return (queueId) => {
    const queues = toggled(agent.queues, queueId);
    show({ ...agent, queues });
    assignAgent(tenant.id, agent, queues).then(show, (error: unknown) => {
      show(agent);
      notifications.show({ color: "red", message: tell(error) });
      void queries.invalidateQueries({ queryKey });
    });
  };
}
