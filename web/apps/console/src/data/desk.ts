import { call, type Contact, type Interaction, type Message, type PageOf } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

export const takeInteraction = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/take`, { tenant });
export const releaseInteraction = (tenant: string, id: string): Promise<Interaction> =>
  call("POST", `/interactions/${id}/release`, { tenant });
export const closeInteraction = (tenant: string, id: string, keepalive = false): Promise<Interaction> =>
  call("POST", `/interactions/${id}/close`, { tenant, keepalive });

/** The client's id makes a repeat of the send harmless. */
export const sendMessage = (tenant: string, id: string, text: string, clientId: string): Promise<Message> =>
  call("POST", `/interactions/${id}/messages`, {
    tenant,
    body: { text, client_id: clientId },
    idempotencyKey: clientId,
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

/** Messages before those the live topic holds, the newest first. */
export const earlierMessages = (tenant: string, id: string, cursor: string | null): Promise<PageOf<Message>> =>
  call("GET", `/interactions/${id}/messages`, { tenant, query: { cursor, limit: 100 } });
