import type { LiveItem, TopicView } from "@guichet/live";
import { Refused } from "@guichet/api";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTopic } from "../../app/live.ts";
import { useTrouble } from "../../kit/Trouble.tsx";
import { earlierMessages, sendMessage } from "../../data/desk.ts";
import type { AdviceRequest, Interaction, InteractionContext, Message } from "@guichet/api";
import { stillPending, type Pending } from "./timeline.ts";

export interface Conversation {
  readonly state: TopicView["state"];
  readonly interaction: Interaction | undefined;
  readonly context: InteractionContext | undefined;
  /** What a user of the platform asks its operator for. */
  readonly advice: AdviceRequest | undefined;
  readonly messages: readonly Message[];
  readonly pending: readonly Pending[];
  readonly hasEarlier: boolean;
  readonly send: (text: string, files: Message["files"], quick: readonly string[]) => void;
  readonly retry: (pending: Pending) => void;
  readonly showEarlier: () => void;
}

/** One conversation: what the socket holds, what was scrolled back to, what is on its way. */
export function useConversation(tenant: string, id: string): Conversation {
  const view = useTopic("desk.conversation", { interaction_id: id });
  const live = useMemo(() => split(view.items), [view.items]);
  const earlier = useEarlier(tenant, id, live.messages);
  const messages = useMemo(() => union(earlier.messages, live.messages), [earlier.messages, live.messages]);
  const outgoing = useOutgoing(tenant, id);
  return {
    state: view.state,
    interaction: live.interaction,
    context: live.context,
    advice: live.advice,
    messages,
    pending: stillPending(outgoing.pending, messages),
    hasEarlier: (messages[0]?.seq ?? 1) > 1,
    send: outgoing.send,
    retry: outgoing.retry,
    showEarlier: earlier.show,
  };
}

function useOutgoing(tenant: string, id: string) {
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const trouble = useTrouble();
  const tell = useRef(trouble);
  useEffect(() => {
    tell.current = trouble;
  }, [trouble]);
  const mark = useCallback((clientId: string, state: Pending["state"], reason: string | null = null) => {
    setPending((held) => held.map((one) => (one.clientId === clientId ? { ...one, state, reason } : one)));
  }, []);
  const deliver = useCallback(
    (one: Pending) => {
      const files = one.files.map((file) => file.id);
      sendMessage(tenant, id, { ...one, files }).catch((error: unknown) => {
        mark(one.clientId, "failed", error instanceof Refused ? tell.current(error) : null);
      });
    },
    [tenant, id, mark],
  );
  const send = useCallback(
    (text: string, files: Message["files"], quick: readonly string[]) => {
      const one: Pending = { clientId: crypto.randomUUID(), text, files, quick, at: new Date().toISOString(), state: "sending" };
      setPending((held) => [...held, one]);
      deliver(one);
    },
    [deliver],
  );
  const retry = useCallback(
    (one: Pending) => {
      mark(one.clientId, "sending");
      deliver(one);
    },
    [deliver, mark],
  );
  return { pending, send, retry };
}

function useEarlier(tenant: string, id: string, live: readonly Message[]) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const show = useCallback(() => {
    const first = Math.min(...[...messages, ...live].map((message) => message.seq));
    void readBefore(tenant, id, first).then((found) => setMessages((held) => union(found, held)));
  }, [tenant, id, messages, live]);
  return { messages, show };
}

/** Pages back until something older than `seq` is found. */
async function readBefore(tenant: string, id: string, seq: number): Promise<readonly Message[]> {
  const found: Message[] = [];
  let cursor: string | null = null;
  do {
    const page = await earlierMessages(tenant, id, cursor);
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor && !found.some((message) => message.seq < seq));
  return found;
}

function split(items: ReadonlyMap<string, LiveItem>) {
  let interaction: Interaction | undefined;
  let context: InteractionContext | undefined;
  let advice: AdviceRequest | undefined;
  const messages: Message[] = [];
  for (const item of items.values()) {
    if (item.kind === "interaction") interaction = item.value as Interaction;
    else if (item.kind === "context") context = item.value as InteractionContext;
    else if (item.kind === "advice") advice = item.value as AdviceRequest;
    else if (item.kind === "message") messages.push(item.value as Message);
  }
  messages.sort((left, right) => left.seq - right.seq);
  return { interaction, context, advice, messages };
}

/** Both lists as one by place; the live one wins where both know a message. */
function union(earlier: readonly Message[], live: readonly Message[]): readonly Message[] {
  const byId = new Map([...earlier, ...live].map((message) => [message.id, message]));
  return [...byId.values()].sort((left, right) => left.seq - right.seq);
}
