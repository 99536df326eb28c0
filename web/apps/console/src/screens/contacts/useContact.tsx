import type { ContactCard } from "@guichet/api";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTopic } from "../../app/live.ts";
import { cardQuery, changeContact, duplicatesQuery, type ContactForm } from "../../data/contacts.ts";
import { sayWithUndo } from "../../kit/saved.tsx";
import { useTrouble } from "../../kit/Trouble.tsx";

/** A contact's card, kept up to date by the socket: what colleagues change shows by itself. */
export function useContact(tenant: string, id: string) {
  const queries = useQueryClient();
  const view = useTopic("crm.contact", { contact_id: id });
  const card = useQuery(cardQuery(tenant, id));
  const live = view.items.get(`contact:${id}`)?.value as ContactCard | undefined;
  const version = live?.version ?? 0;
  const pairs = [...view.items.values()].filter((item) => item.kind === "duplicate").map((item) => item.id).join();
  const activity = view.items.get(`activity:${id}`)?.version ?? 0;
  useEffect(() => {
    const held = queries.getQueryData<ContactCard>(cardQuery(tenant, id).queryKey);
    if (held && version > held.version) void queries.invalidateQueries({ queryKey: cardQuery(tenant, id).queryKey });
  }, [queries, tenant, id, version]);
  useEffect(() => {
    if (view.state === "live") void queries.invalidateQueries({ queryKey: duplicatesQuery(tenant, id).queryKey });
  }, [queries, tenant, id, pairs, view.state]);
  useEffect(() => {
    if (activity > 0) void queries.invalidateQueries({ queryKey: ["tenant", tenant, "timeline", id] });
  }, [queries, tenant, id, activity]);
  return card;
}

interface Edit {
  readonly change: ContactForm;
  /** What it was: taken back by one click. */
  readonly before: ContactForm;
  readonly said: string;
}

/** Changes a card at once and lets it be taken back; a refusal shows the card as it was, and why. */
export function useContactChange(tenant: string, card: ContactCard): (edit: Edit) => Promise<void> {
  const queries = useQueryClient();
  const tell = useTrouble();
  const { queryKey } = cardQuery(tenant, card.id);
  const send = async (change: ContactForm): Promise<void> => {
    const stored = await changeContact(tenant, card.id, change);
    queries.setQueryData<ContactCard>(queryKey, stored);
    await queries.invalidateQueries({ queryKey: ["tenant", tenant, "contacts"] });
  };
  return async ({ change, before, said }) => {
    const held = queries.getQueryData<ContactCard>(queryKey);
    queries.setQueryData<ContactCard>(queryKey, (old) => (old ? shown(old, change) : old));
    try {
      await send(change);
    } catch (error) {
      if (held) queries.setQueryData<ContactCard>(queryKey, held);
      notifications.show({ color: "red", message: tell(error) });
      throw error;
    }
    sayWithUndo(said, () => {
      send(before).catch((error: unknown) => notifications.show({ color: "red", message: tell(error) }));
    });
  };
}

/** The card as it will be. A company's name is only known to the server. */
function shown(card: ContactCard, change: ContactForm): ContactCard {
  const { attributes, ...others } = change;
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => name !== "company_id"));
  const merged = Object.entries({ ...card.attributes, ...attributes }).filter(([, value]) => value !== null);
  return { ...card, ...rest, attributes: Object.fromEntries(merged) as ContactCard["attributes"] };
}
