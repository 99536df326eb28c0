// What visitor and server say to one another (the server's side: channels/webchat/frames.py, answers.py).
import type { Availability, Data, PageSeen } from "../site.ts";

export interface Notice {
  code: string;
  params: Record<string, string>;
}

export interface FileSent {
  id: string;
  name: string;
  type: string;
  size: number;
  state: "pending" | "clean" | "infected";
  /** None while it is being checked. */
  url: string | null;
  width: number | null;
  height: number | null;
}

export interface Quick {
  value: string;
  label: string;
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
  files?: readonly FileSent[];
  quick?: readonly Quick[];
}

export interface Page {
  url: string;
  title: string;
}

export interface Visited {
  referrer: string | null;
  pages: readonly PageSeen[];
  data: Data | null;
  device: { kind: string; system: string | null; browser: string | null; screen: string };
  zone: string;
}

/** What is asked for by name: kept until the server answers, said again after every loss. */
export type Asked =
  | {
      op: "say";
      id: string;
      text: string;
      page: Page;
      files?: string[];
      subject?: string;
      form?: Record<string, string>;
      context?: Visited;
      reply?: string;
      invitation?: string;
    }
  | { op: "leave"; id: string; text: string; email: string; name?: string; page: Page; subject?: string; context?: Visited }
  | { op: "rate"; id: string; interaction: string; stars: number; comment?: string }
  | { op: "transcript"; id: string; email: string }
  | { op: "end"; id: string };

export type ToServer =
  | Asked
  | {
      op: "hello";
      token: string | null;
      since: { interaction: string; seq: number } | null;
      language: string;
      identity: Data | null;
      visit: Visited;
    }
  | { op: "typing"; on: boolean }
  | { op: "got" | "seen"; ids: string[] }
  | { op: "where"; page: Page }
  | { op: "locate"; latitude: number; longitude: number; accuracy: number }
  | { op: "check"; subject: string | null }
  | { op: "ping" };

export type FromServer =
  | {
      op: "welcome";
      token: string;
      messages: Message[];
      more: boolean;
      open: boolean;
      agent: string | null;
      availability?: Availability;
      /** What of the visit or the identity was left out, for the page's author. */
      warnings?: readonly string[];
      /** Who is vouched for is not who the token was given to: what stood here is not theirs. */
      other?: boolean;
    }
  | { op: "said"; id: string; message: Message }
  | { op: "done"; id: string }
  | {
      op: "refused";
      id: string;
      code: string;
      again: boolean;
      fields?: string[];
      /** Seconds until it may be tried again. */
      wait?: number | null;
    }
  | { op: "message"; message: Message }
  | { op: "typing"; on: boolean; name: string }
  | { op: "place"; position: number; low: number | null; high: number | null; known: boolean }
  | ({ op: "availability"; subject: string | null } & Availability)
  | { op: "ended"; interaction: string; rate: boolean }
  | { op: "pong" };
