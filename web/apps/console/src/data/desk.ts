import { call, upload, type UploadOptions, type Contact, type Draft, type Interaction, type Message, type PageOf, type ToldWait } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

export const takeInteraction = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/take`, { tenant });
export const releaseInteraction = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/release`, { tenant });
export const closeInteraction = (tenant: string, id: string, ending: Ending = {}, keepalive = false): Promise<Interaction> =>
  call("POST", `/interactions/${id}/close`, { tenant, keepalive, body: { disposition_id: ending.disposition ?? null } });

/** What came of a request: one of its queue's dispositions. */
export interface Ending {
  readonly disposition?: string | null;
}

export const acceptOffer = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/accept`, { tenant });
export const declineOffer = (tenant: string, id: string, reason: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/decline`, { tenant, body: { reason } });
export const holdInteraction = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/hold`, { tenant });
export const resumeInteraction = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/resume`, { tenant });
export const snoozeInteraction = (tenant: string, id: string, until: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/snooze`, { tenant, body: { until } });
export const finishInteraction = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/finish`, { tenant, body: {} });
export const reopenInteraction = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/reopen`, { tenant });
export const takeOverInteraction = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/take-over`, { tenant });

/** To whom a request is handed, or who is asked for help. */
export interface Hand {
  readonly agent: string | null;
  readonly queue: string | null;
  readonly note: string;
}
const noteOf = ({ note }: Hand): string | null => (note.trim() === "" ? null : note.trim());
export const transferInteraction = (tenant: string, id: string, to: Hand): Promise<Interaction> =>
  call("POST", `/interactions/${id}/transfer`, { tenant, body: { agent_id: to.agent, queue_id: to.queue, note: noteOf(to) } });
export const consultAgent = (tenant: string, id: string, to: Hand): Promise<Interaction> =>
  call("POST", `/interactions/${id}/consulted`, { tenant, body: { agent_id: to.agent, note: noteOf(to) } });
export const letAgentAnswer = (tenant: string, id: string, agent: string, joined: boolean): Promise<Interaction> =>
  call("PUT", `/interactions/${id}/consulted/${agent}`, { tenant, body: { joined } });
export const endConsultation = (tenant: string, id: string, agent: string): Promise<Interaction> =>
  call("DELETE", `/interactions/${id}/consulted/${agent}`, { tenant });
export const mergeInteraction = (tenant: string, id: string, into: string, reason: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/merge`, { tenant, body: { into, reason: reason.trim() || null } });
export const unmergeInteraction = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/unmerge`, { tenant });

export interface Description {
  readonly subject?: string;
  readonly priority?: number;
  readonly tags?: readonly string[];
  readonly queue_id?: string;
}
export const describeInteraction = (tenant: string, id: string, body: Description): Promise<Interaction> =>
  call("PATCH", `/interactions/${id}`, { tenant, body });

export const addNote = (tenant: string, id: string, text: string, mentions: readonly string[], key: string): Promise<Message> =>
  call("POST", `/interactions/${id}/notes`, { tenant, body: { text, mentions }, idempotencyKey: key });
export const readMention = (tenant: string, id: string): Promise<unknown> =>
  call("POST", `/mentions/${id}/read`, { tenant });

export const draftOf = (tenant: string, id: string): Promise<Draft> => call("GET", `/interactions/${id}/draft`, { tenant });
export const keepDraftOf = (tenant: string, id: string, draft: Pick<Draft, "text" | "note"> & { readonly files: readonly string[] }, keepalive = false): Promise<void> =>
  call("PUT", `/interactions/${id}/draft`, { tenant, body: draft, keepalive });

/** Tells colleagues who look at the same conversation what this agent does. */
export const tellLooking = (tenant: string, id: string, doing: "reading" | "writing" | "gone", keepalive = false): Promise<void> =>
  call("POST", `/interactions/${id}/looking`, { tenant, body: { doing }, keepalive });

interface Said {
  readonly text: string;
  readonly files: readonly string[];
  /** Answers the person may give by one touch. */
  readonly quick: readonly string[];
  /** Makes a repeat of the send harmless. */
  readonly clientId: string;
}

export const sendMessage = (tenant: string, id: string, said: Said): Promise<Message> =>
  call("POST", `/interactions/${id}/messages`, {
    tenant,
    body: { text: said.text, files: said.files, quick: said.quick.map((one) => ({ value: one, label: one })), client_id: said.clientId },
    idempotencyKey: said.clientId,
  });
export const tellTyping = (tenant: string, id: string, on: boolean): Promise<void> =>
  call("POST", `/interactions/${id}/typing`, { tenant, body: { on } });

export const contactQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "contact", id],
    queryFn: () => call<Contact>("GET", `/contacts/${id}`, { tenant }),
  });

export const contactsQuery = (tenant: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "contacts", search],
    queryFn: ({ pageParam }) =>
      call<PageOf<Contact>>("GET", "/contacts", { tenant, query: { search, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** Earlier requests of one person, the newest first. */
export const historyQuery = (tenant: string, contactId: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "history", contactId],
    queryFn: async () =>
      (await call<PageOf<Interaction>>("GET", "/interactions", { tenant, query: { contact_id: contactId, limit: 20 } }))
        .items,
  });

const JUDGED_AGAIN_MS = 4_000;

/** The waits the person was told, the oldest first; asked again while they wait and until the last is judged. */
export const toldWaitsQuery = (tenant: string, { id, state }: Interaction) =>
  queryOptions({
    queryKey: ["tenant", tenant, "told", id, state],
    queryFn: async () => (await call<{ readonly promises: readonly ToldWait[] }>("GET", `/interactions/${id}/promises`, { tenant })).promises,
    refetchInterval: (query) => (state === "waiting" || query.state.data?.at(-1)?.outcome === null ? JUDGED_AGAIN_MS : false),
  });

/** Messages before those the live topic holds, the newest first. */
export const earlierMessages = (tenant: string, id: string, cursor: string | null): Promise<PageOf<Message>> =>
  call("GET", `/interactions/${id}/messages`, { tenant, query: { cursor, limit: 100 } });

/** Sends a file; part of nothing until a message names it. */
export const sendFile = (tenant: string, file: File, options: Omit<UploadOptions, "tenant">): Promise<{ readonly id: string }> =>
  upload("/files", file, { ...options, tenant });

/** Where a picture's content can be had for a while, on this very site. */
export const pictureQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "picture", id],
    queryFn: async () => new URL(await fileAddress(tenant, id), location.href).pathname,
    staleTime: 3_600_000,
  });

/** Where a file's content can be had for a while, by whoever has the address. */
export const fileAddress = async (tenant: string, id: string): Promise<string> =>
  (await call<{ readonly url: string }>("GET", `/files/${id}`, { tenant })).url;
