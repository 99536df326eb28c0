// What the panel shows, and how every frame and every wish changes it. Pure.
import type { Availability, Openness, Site } from "../site.ts";
import type { Asked, FileSent, FromServer, Message } from "./frames.ts";

export type Link = "connecting" | "online" | "offline" | "refused";

/** Asked of the server and not yet answered. */
export interface Pending {
  frame: Asked;
  at: string;
  failed: boolean;
  code: string | null;
  /** Milliseconds of this clock, from when on the server takes it. */
  until?: number;
  /** Fields of the form the server found wrong. */
  fields: readonly string[];
  /** The files of a message, as they are shown meanwhile. */
  files: readonly FileSent[];
}

export interface Upload {
  key: number;
  name: string;
  size: number;
  /** How much has left, 0 to 1. */
  progress: number;
  file: FileSent | null;
  /** Why it could not be sent; `lost`: the network. */
  fault: string | null;
}

export interface Place {
  position: number;
  /** Seconds; none where it would be a guess. */
  wait: readonly [number, number] | null;
}

export interface State {
  link: Link;
  open: boolean;
  messages: Message[];
  pending: Pending[];
  uploads: Upload[];
  agent: string | null;
  typing: string | null;
  /** Place of the last message the visitor has seen: `interaction:seq`, both sortable. */
  seen: string;
  /** Place of the last message an agent must have seen: they wrote after it. */
  read: string;
  more: boolean;
  /** A conversation is going on. */
  ongoing: boolean;
  place: Place | null;
  availability: Availability | null;
  /** The visitor wants to begin anew after the last conversation has ended. */
  anew: boolean;
  subject: string | null;
  invitation: string | null;
  /** The last conversation that was judged. */
  rated: string | null;
  /** Grows with every other person: what was begun for the one before is drawn anew. */
  life: number;
}

export const EMPTY: State = {
  link: "connecting",
  open: false,
  messages: [],
  pending: [],
  uploads: [],
  agent: null,
  typing: null,
  seen: "",
  read: "",
  more: false,
  ongoing: false,
  place: null,
  availability: null,
  anew: false,
  subject: null,
  invitation: null,
  rated: null,
  life: 0,
};

export type Happening =
  | { kind: "frame"; frame: FromServer }
  | { kind: "link"; link: Link }
  | { kind: "open"; open: boolean }
  | { kind: "ask"; frame: Asked; at: string; files?: readonly FileSent[] }
  | { kind: "retry"; id: string }
  | { kind: "forget"; id: string }
  | { kind: "anew" }
  | { kind: "set"; values: Partial<State> }
  | { kind: "upload"; key: number; change: Partial<Upload> | null };

/** Sortable place of a message: conversations of one visitor follow one another by their ids. */
export const place = (message: Message) => `${message.interaction}:${String(message.seq).padStart(9, "0")}`;

export function unread(state: State): number {
  return state.messages.filter((one) => one.from === "agent" && place(one) > state.seen).length;
}

export type Phase = "subjects" | "form" | "talk" | "leave" | "ended";

const isSaid = ({ frame }: Pending) => frame.op === "say" || frame.op === "leave";

/** What the visitor is asked next. */
export function phaseOf(state: State, site: Site): Phase {
  if (state.ongoing || state.pending.some((one) => isSaid(one) && !one.fields.length)) return "talk";
  if (state.messages.length && !state.anew) return "ended";
  if (site.subjects.length && !state.subject) return "subjects";
  if (isAway(openness(state, site))) return "leave";
  return site.form.length ? "form" : "talk";
}

/** Whether there are questions before the conversation. */
export function needsAsking(state: State, site: Site): boolean {
  const phase = phaseOf(state, site);
  return phase === "subjects" || phase === "form" || phase === "leave" || (phase === "talk" && !state.ongoing && Boolean(state.subject));
}

export const isAway = (found: Openness) => found === "away" || found === "closed";

/** Whether somebody would answer about the chosen subject. */
export function openness(state: State, site: Site): Openness {
  const subject = site.subjects.find((one) => one.key === state.subject);
  return (subject ?? state.availability ?? site.availability).state;
}

type Handlers<T extends Record<K, string>, K extends keyof T> = {
  [Name in T[K]]: (state: State, what: Extract<T, Record<K, Name>>) => State;
};

const HAPPENED: Handlers<Happening, "kind"> = {
  frame: (state, { frame }) => afterFrame(state, frame),
  anew: (state) => anew(state),
  link: (state, { link }) => ({ ...state, link, typing: link === "online" ? state.typing : null }),
  open: (state, { open }) => looked({ ...state, open }),
  ask: (state, { frame, at, files = [] }) => ({
    ...state,
    pending: [...state.pending, { frame, at, failed: false, code: null, fields: [], files }],
  }),
  retry: (state, { id }) => pendingAfter(state, id, { failed: false, code: null }),
  forget: (state, { id }) => ({ ...state, pending: state.pending.filter((one) => one.frame.id !== id) }),
  set: (state, { values }) => ({ ...state, ...values }),
  upload: (state, { key, change }) => ({ ...state, uploads: uploadsAfter(state.uploads, key, change) }),
};

export const after = (state: State, what: Happening): State => (HAPPENED[what.kind] as (state: State, what: Happening) => State)(state, what);

/** Somebody else looks at the panel: nothing of the person before is left. */
const anew = ({ link, open, availability, life }: State): State => ({ ...EMPTY, link, open, availability, life: life + 1 });

function uploadsAfter(uploads: Upload[], key: number, change: Partial<Upload> | null): Upload[] {
  if (!change) return uploads.filter((one) => one.key !== key);
  return uploads.map((one) => (one.key === key ? { ...one, ...change } : one));
}

function pendingAfter(state: State, id: string, change: Partial<Pending>): State {
  return { ...state, pending: state.pending.map((one) => (one.frame.id === id ? { ...one, ...change } : one)) };
}

const FRAMES: Handlers<FromServer, "op"> = {
  welcome: (state, frame) => welcomed(state, frame),
  said: (state, { message }) => looked(arrived({ ...state, ongoing: true, anew: false }, [message])),
  message: (state, { message }) => looked(arrived(state, [message])),
  done: (state, { id }) => afterDone(state, id),
  refused: (state, { id, code, fields = [], wait }) =>
    pendingAfter(state, id, { failed: true, code, fields, ...(wait ? { until: Date.now() + wait * 1000 } : {}) }),
  typing: (state, { on, name }) => ({ ...state, typing: on ? name : null, read: on ? lastPlace(state.messages) : state.read }),
  place: (state, { position, known, low, high }) => ({ ...state, place: { position, wait: known ? [low ?? 0, high ?? 0] : null } }),
  availability: (state, frame) => (frame.subject ? state : { ...state, availability: frame }),
  ended: (state) => ended(state),
  pong: (state) => state,
};

/** What a newer server says that is not known here changes nothing. */
function afterFrame(state: State, frame: FromServer): State {
  const handler = FRAMES[frame.op] as ((state: State, frame: FromServer) => State) | undefined;
  return handler?.(state, frame) ?? state;
}

function welcomed(state: State, frame: FromServer & { op: "welcome" }): State {
  const known = arrived(frame.other ? anew(state) : state, frame.messages);
  return looked({
    ...known,
    link: "online",
    agent: frame.agent,
    more: state.more || frame.more,
    ongoing: frame.open,
    place: frame.open && !frame.agent ? state.place : null,
    availability: frame.availability ?? state.availability,
  });
}

/** What was asked for is done; the visitor's judgement is remembered. */
function afterDone(state: State, id: string): State {
  const asked = state.pending.find((one) => one.frame.id === id)?.frame;
  const pending = state.pending.filter((one) => one.frame.id !== id || one.frame.op === "leave");
  const rated = asked?.op === "rate" ? asked.interaction : state.rated;
  return { ...state, pending, rated };
}

const ended = (state: State): State => ({ ...state, ongoing: false, agent: null, place: null, typing: null, subject: null, invitation: null, anew: false });

const lastPlace = (messages: Message[]) => {
  const last = messages.at(-1);
  return last ? place(last) : "";
};

/** Notices after which a conversation is over, unless somebody speaks again. */
const ENDS = new Set(["closed", "ended_by_person"]);

/** Messages in their order, each once; what is confirmed is no longer pending. */
function arrived(state: State, fresh: Message[]): State {
  const byId = new Map(state.messages.map((one) => [one.id, one]));
  for (const one of fresh) byId.set(one.id, one);
  const messages = [...byId.values()].sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const confirmed = new Set(fresh.map((one) => one.client_id));
  const spoken = fresh.some((one) => one.from === "agent");
  const pending = state.pending.filter((one) => !confirmed.has(one.frame.id));
  const read = lastPlace(messages.slice(0, messages.findLastIndex((one) => one.from === "agent") + 1));
  const agent = agentAfter(state.agent, fresh);
  const typing = spoken ? null : state.typing;
  const now = { ...state, messages, pending, agent, typing, read: read > state.read ? read : state.read };
  return onward(now, fresh.find((one) => one === messages.at(-1)));
}

/** Whether the conversation goes on after its newest message, said here, by an agent, or on another page. */
function onward(state: State, last: Message | undefined): State {
  if (last?.notice && ENDS.has(last.notice.code)) return ended(state);
  const spoken = last?.from === "agent" || last?.from === "visitor";
  return { ...state, ongoing: state.ongoing || spoken, anew: state.anew && !spoken, place: state.agent ? null : state.place };
}

function agentAfter(agent: string | null, fresh: Message[]): string | null {
  return fresh.reduce((name, one) => {
    if (one.notice?.code === "agent_joined") return one.notice.params["agent"] ?? name;
    return one.notice ? null : name;
  }, agent);
}

/** An open panel is a seen panel. */
function looked(state: State): State {
  const last = lastPlace(state.messages);
  return state.open && last ? { ...state, seen: last } : state;
}
