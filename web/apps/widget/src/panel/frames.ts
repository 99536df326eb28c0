// What visitor and server say to one another (the server's side: channels/webchat/frames.py).

export interface Notice {
  code: string;
  params: Record<string, string>;
}

export interface Message {
  id: string;
  interaction: string;
  seq: number;
  at: string;
  from: "visitor" | "agent" | "system";
  name: string | null;
  text: string | null;
  notice: Notice | null;
  client_id: string | null;
  receipt: string | null;
}

export type FromServer =
  | { op: "welcome"; token: string; messages: Message[]; more: boolean; open: boolean; agent: string | null }
  | { op: "said"; id: string; message: Message }
  | { op: "refused"; id: string; code: string; again: boolean }
  | { op: "message"; message: Message }
  | { op: "typing"; on: boolean; name: string }
  | { op: "pong" };

export type ToServer =
  | { op: "hello"; token: string | null; since: { interaction: string; seq: number } | null; language: string }
  | { op: "say"; id: string; text: string; page: { url: string; title: string } }
  | { op: "typing"; on: boolean }
  | { op: "got" | "seen"; ids: string[] }
  | { op: "ping" };
