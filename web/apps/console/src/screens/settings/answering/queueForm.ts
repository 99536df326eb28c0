import type { Queue } from "@guichet/api";
import type { QueueForm } from "../../../data/agents.ts";

/** One step of a queue, as it is typed: who is asked, too, or which skill counts less. */
export interface Step {
  readonly key: string;
  readonly after_seconds: number;
  readonly any_agent_of: string | null;
  readonly skill_id: string | null;
  /** `null`: the skill is no longer asked for. */
  readonly level: number | null;
}

export interface QueueValues extends Record<string, unknown> {
  name: string;
  calendar_id: string | null;
  percent: number;
  within_seconds: number;
  steps: Step[];
  overflow_queue: string | null;
  overflow_after: number;
  wrap_up_seconds: number;
  dispositions: { key: string; id?: string; name: string }[];
  disposition_required: boolean;
  priority: number;
  reservation_seconds: number;
  manual_pick: boolean;
  short_abandon_seconds: number;
  most_waiting: number | null;
}

const FIVE_MINUTES = 300;

type Decided = Omit<Queue, "id" | "version" | "key" | "is_default">;

/** What suits most. */
const PLAIN: Decided = {
  name: "",
  priority: 0,
  calendar_id: null,
  manual_pick: false,
  reservation_seconds: 30,
  rings: [],
  overflow: null,
  wrap_up_seconds: 0,
  target: { percent: 80, within_seconds: 60 },
  short_abandon_seconds: 5,
  dispositions: [],
  disposition_required: false,
  most_waiting: null,
};

/** What the form begins with: the queue as it is, or what suits most. */
export function startOf(queue: Queue | null): QueueValues {
  const { name, calendar_id, rings, overflow, target, dispositions, ...rest }: Decided = queue ?? PLAIN;
  return {
    name,
    calendar_id,
    percent: target.percent,
    within_seconds: target.within_seconds,
    steps: rings.flatMap(stepsOf),
    overflow_queue: overflow?.queue_id ?? null,
    overflow_after: overflow?.after_seconds ?? FIVE_MINUTES,
    dispositions: dispositions.map(({ id, name: said }) => ({ key: id, id, name: said })),
    wrap_up_seconds: rest.wrap_up_seconds,
    disposition_required: rest.disposition_required,
    priority: rest.priority,
    reservation_seconds: rest.reservation_seconds,
    manual_pick: rest.manual_pick,
    short_abandon_seconds: rest.short_abandon_seconds,
    most_waiting: rest.most_waiting,
  };
}

function stepsOf(ring: Queue["rings"][number], place: number): Step[] {
  const base = { after_seconds: ring.after_seconds, any_agent_of: null, skill_id: null, level: null };
  const skills = ring.relax.map((relax) => ({
    ...base,
    key: `${place}-${relax.skill_id}`,
    skill_id: relax.skill_id,
    level: relax.drop ? null : relax.level,
  }));
  return ring.any_agent_of === null ? skills : [{ ...base, key: `${place}-q`, any_agent_of: ring.any_agent_of }, ...skills];
}

/** What the server takes: steps at the same moment are one ring, in order of time. */
export function bodyOf(values: QueueValues): QueueForm {
  return {
    name: values.name,
    calendar_id: values.calendar_id,
    target: { percent: values.percent, within_seconds: values.within_seconds },
    rings: ringsOf(values.steps),
    overflow: values.overflow_queue
      ? { after_seconds: values.overflow_after, queue_id: values.overflow_queue }
      : null,
    wrap_up_seconds: values.wrap_up_seconds,
    dispositions: values.dispositions
      .filter((one) => one.name.trim() !== "")
      .map(({ id, name }) => (id === undefined ? { name } : { id, name })),
    disposition_required: values.disposition_required && values.dispositions.length > 0,
    priority: values.priority,
    reservation_seconds: values.reservation_seconds,
    manual_pick: values.manual_pick,
    short_abandon_seconds: values.short_abandon_seconds,
    most_waiting: values.most_waiting,
  };
}

/** The same for a queue as it is: to have it back after a change. */
export function bodyOfQueue(queue: Queue): QueueForm {
  return bodyOf(startOf(queue));
}

function ringsOf(steps: readonly Step[]): Queue["rings"] {
  const whole = steps.filter((step) => step.any_agent_of !== null || step.skill_id !== null);
  const moments = [...new Set(whole.map((step) => step.after_seconds))].sort((left, right) => left - right);
  return moments.map((after_seconds) => {
    const now = whole.filter((step) => step.after_seconds === after_seconds);
    return {
      after_seconds,
      any_agent_of: now.find((step) => step.any_agent_of !== null)?.any_agent_of ?? null,
      relax: now.flatMap(({ skill_id, level }) => (skill_id === null ? [] : [{ skill_id, drop: level === null, level }])),
    };
  });
}
