import {
  call,
  type AgentProfile,
  type Calendar,
  type CallOptions,
  type NotReadyReason,
  type PageOf,
  type Presence,
  type PresenceStatus,
  type Queue,
  type Skill,
} from "@guichet/api";
import { queryOptions } from "@tanstack/react-query";

/** Kept fresh by the live topic `agents.settings` wherever it is open. */
const SELDOM = 300_000;

const list = <T>(tenant: string, name: string, path: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, name],
    queryFn: async () => (await call<{ items: readonly T[] }>("GET", path, { tenant })).items,
    staleTime: SELDOM,
  });

export const queuesQuery = (tenant: string) => list<Queue>(tenant, "queues", "/queues");
export const skillsQuery = (tenant: string) => list<Skill>(tenant, "skills", "/skills");
export const reasonsQuery = (tenant: string) => list<NotReadyReason>(tenant, "reasons", "/not-ready-reasons");
export const calendarsQuery = (tenant: string) => list<Calendar>(tenant, "calendars", "/calendars");

export const agentsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "agents"],
    queryFn: async () => {
      const all: AgentProfile[] = [];
      let cursor: string | null = null;
      do {
        const page: PageOf<AgentProfile> = await call("GET", "/agents", { tenant, query: { limit: 200, cursor } });
        all.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor);
      return all;
    },
    staleTime: SELDOM,
  });

export const myPresenceQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "my-presence"],
    queryFn: () => call<Presence>("GET", "/me/presence", { tenant }),
  });
export const setPresenceOf = (tenant: string, agent: string, status: PresenceStatus, reason: string | null): Promise<Presence> =>
  call("PUT", `/agents/${agent}/presence`, { tenant, body: { status, reason } });
export const setMyPresence = (tenant: string, status: PresenceStatus, reason: string | null): Promise<Presence> =>
  call("PUT", "/me/presence", { tenant, body: { status, reason } });

type DispositionForm = Readonly<{ id?: string; name: string }>;
/** What is decided about a queue; what is left out is as it suits most. */
export type QueueForm = Partial<Omit<Queue, "id" | "version" | "key" | "is_default" | "dispositions">> & {
  readonly name: string;
  readonly dispositions?: readonly DispositionForm[];
};
export const createQueue = (tenant: string, body: QueueForm, idempotencyKey: string): Promise<Queue> =>
  call("POST", "/queues", { tenant, body, idempotencyKey });
export const changeQueue = (tenant: string, id: string, version: number, body: QueueForm): Promise<Queue> =>
  call("PUT", `/queues/${id}`, { tenant, body: { ...body, version } });
export const removeQueue = (tenant: string, id: string, to: string | null, options?: CallOptions): Promise<Queue> =>
  call("DELETE", `/queues/${id}`, { ...options, tenant, query: { to } });

export const createSkill = (tenant: string, name: string, idempotencyKey: string): Promise<Skill> =>
  call("POST", "/skills", { tenant, body: { name }, idempotencyKey });
export const renameSkill = (tenant: string, { id, version }: Skill, name: string): Promise<Skill> =>
  call("PUT", `/skills/${id}`, { tenant, body: { version, name } });
export const removeSkill = (tenant: string, id: string, options?: CallOptions): Promise<void> =>
  call("DELETE", `/skills/${id}`, { ...options, tenant });

export type AgentForm = Pick<AgentProfile, "queues" | "skills" | "capacity" | "languages">;
export const changeAgent = (tenant: string, { id, version }: AgentProfile, body: AgentForm): Promise<AgentProfile> =>
  call("PUT", `/agents/${id}`, { tenant, body: { ...body, version } });
export const assignAgent = (
  tenant: string,
  { id, version }: AgentProfile,
  queues: AgentProfile["queues"],
): Promise<AgentProfile> => call("PUT", `/agents/${id}/queues`, { tenant, body: { version, queues } });

export const createReason = (tenant: string, name: string, idempotencyKey: string): Promise<NotReadyReason> =>
  call("POST", "/not-ready-reasons", { tenant, body: { name }, idempotencyKey });
export const changeReason = (tenant: string, { id, version, name, place }: NotReadyReason): Promise<NotReadyReason> =>
  call("PUT", `/not-ready-reasons/${id}`, { tenant, body: { version, name, place } });
export const removeReason = (tenant: string, id: string, options?: CallOptions): Promise<void> =>
  call("DELETE", `/not-ready-reasons/${id}`, { ...options, tenant });

export type CalendarForm = Omit<Calendar, "id" | "version">;
export const createCalendar = (tenant: string, body: CalendarForm, idempotencyKey: string): Promise<Calendar> =>
  call("POST", "/calendars", { tenant, body, idempotencyKey });
export const changeCalendar = (
  tenant: string,
  { id, version }: Calendar,
  body: CalendarForm,
): Promise<Calendar> => call("PUT", `/calendars/${id}`, { tenant, body: { ...body, version } });
export const removeCalendar = (tenant: string, id: string, options?: CallOptions): Promise<void> =>
  call("DELETE", `/calendars/${id}`, { ...options, tenant });

export interface Holiday {
  /** Such as `2026-12-25`. */
  readonly day: string;
  readonly name: string;
}
/** Public holidays of the next twelve months, named in the reader's language. */
export const holidaysQuery = (tenant: string, territory: string, language: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "holidays", territory, language],
    queryFn: async () => (await call<{ items: readonly Holiday[] }>("GET", "/holidays", { tenant, query: { territory } })).items,
    staleTime: 3_600_000,
  });
