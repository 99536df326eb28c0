// What the panel shows, and how every frame and every wish changes it. Pure.
import type { FromServer, Message } from "./frames.ts";

export type Link = "connecting" | "online" | "offline" | "refused";

export interface Pending {
  id: string;
  text: string;
  at: string;
  failed: boolean;
  code: string | null;
}

export interface State {
  link: Link;
  open: boolean;
  messages: Message[];
  pending: Pending[];
  agent: string | null;
  typing: string | null;
  /** Place of the last message the visitor has seen: `interaction:seq`, both sortable. */
  seen: string;
  more: boolean;
}

export const EMPTY: State = {
  link: "connecting",
  open: false,
  messages: [],
  pending: [],
  agent: null,
  typing: null,
  seen: "",
  more: false,
};

export type Happening =
  | { kind: "frame"; frame: FromServer }
  | { kind: "link"; link: Link }
  | { kind: "open"; open: boolean }
  | { kind: "say"; id: string; text: string; at: string }
  | { kind: "retry"; id: string }
  | { kind: "restore"; pending: Pending[]; seen: string }
  | { kind: "silence" };

/** Sortable place of a message: conversations of one visitor follow one another by their ids. */
export const place = (message: Message) => `${message.interaction}:${String(message.seq).padStart(9, "0")}`;

export function unread(state: State): number {
  return state.messages.filter((one) => one.from === "agent" && place(one) > state.seen).length;
}

export function after(state: State, what: Happening): State {
  switch (what.kind) {
    case "frame":
      return afterFrame(state, what.frame);
    case "link":
      return { ...state, link: what.link, typing: what.link === "online" ? state.typing : null };
    case "open":
      return looked({ ...state, open: what.open });
    case "say":
      return {
        ...state,
        pending: [...state.pending, { id: what.id, text: what.text, at: what.at, failed: false, code: null }],
      };
    case "retry":
      return { ...state, pending: state.pending.map((one) => (one.id === what.id ? { ...one, failed: false, code: null } : one)) };
    case "restore":
      return { ...state, pending: what.pending, seen: what.seen };
    case "silence":
      return { ...state, typing: null };
  }
}

function afterFrame(state: State, frame: FromServer): State {
  switch (frame.op) {
    case "welcome":
      return looked(arrived({ ...state, link: "online", agent: frame.agent, more: state.more || frame.more }, frame.messages));
    case "said":
    case "message":
      return looked(arrived(state, [frame.message]));
    case "refused":
      return {
        ...state,
        pending: state.pending.map((one) => (one.id === frame.id ? { ...one, failed: true, code: frame.code } : one)),
      };
    case "typing":
      return { ...state, typing: frame.on ? frame.name : null };
    case "pong":
      return state;
  }
}

/** Messages in their order, each once; what is confirmed is no longer pending. */
function arrived(state: State, fresh: Message[]): State {
  const byId = new Map(state.messages.map((one) => [one.id, one]));
  for (const one of fresh) byId.set(one.id, one);
  const messages = [...byId.values()].sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const confirmed = new Set(fresh.map((one) => one.client_id));
  const typing = fresh.some((one) => one.from === "agent") ? null : state.typing;
  const pending = state.pending.filter((one) => !confirmed.has(one.id));
  return { ...state, messages, pending, typing, agent: agentAfter(state.agent, fresh) };
}

function agentAfter(agent: string | null, fresh: Message[]): string | null {
  return fresh.reduce((name, one) => {
    if (one.notice?.code === "agent_joined") return one.notice.params["agent"] ?? name;
    return one.notice ? null : name;
  }, agent);
}

/** An open panel is a seen panel. */
function looked(state: State): State {
  const last = state.messages.at(-1);
  return state.open && last ? { ...state, seen: place(last) } : state;
}
