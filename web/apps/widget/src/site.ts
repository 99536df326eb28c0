// What the server fills into the loader, and what the loader hands to the panel.

import type { FromServer, ToServer } from "./panel/frames.ts";

export type Language = "en" | "fr";
export type Both = Readonly<Record<Language, string>>;

/** `open`: somebody is free. `busy`: there is a line. `closed`: outside hours. `away`: nobody is ready. */
export type Openness = "open" | "busy" | "closed" | "away";

export interface Availability {
  state: Openness;
  at: string;
  opens_at: string | null;
  /** Seconds, from and to; none where it would be a guess. */
  wait: readonly [number, number] | null;
}

export interface Subject {
  key: string;
  label: Both;
  state: Openness;
}

export interface Field {
  key: string;
  label: Both;
  kind: "text" | "long" | "email" | "phone" | "choice" | "checkbox";
  required: boolean;
  choices: readonly { value: string; label: Both }[];
}

export interface DataTest {
  path: string;
  test: "present" | "absent" | "is" | "is_not" | "at_least" | "at_most" | "contains";
  value: string;
}

/** Offer help when all of it holds. */
export interface Invitation {
  key: string;
  text: Both;
  subject: string | null;
  pages: readonly string[];
  seconds_on_page: number;
  seconds_on_site: number;
  data: readonly DataTest[];
  returning: "any" | "new" | "returning";
  weekdays: readonly number[];
  begins: number;
  ends: number;
  most: number;
}

export interface Site {
  key: string;
  panel: string;
  title: string;
  language: Language;
  greeting: string | null;
  colour: string;
  side: "right" | "left";
  /** Pixels from the side and from the bottom. */
  offset: readonly [number, number];
  logo: string | null;
  launcher: boolean;
  when_away: "message" | "hide";
  texts: Readonly<Partial<Record<"launcher" | "greeting" | "away" | "subjects" | "privacy", Both>>>;
  subjects: readonly Subject[];
  form: readonly Field[];
  availability: Availability;
  files: boolean;
  rating: boolean;
  transcript: boolean;
  /** `page`: nothing is stored before interaction until the page passes the visitor's consent. */
  consent: "page" | "none";
  invitations: readonly Invitation[];
  control: number;
}

export interface PageSeen {
  url: string;
  title: string;
  at: string;
}

export type Data = Readonly<Record<string, unknown>>;

/** What the loader knows of the visit. */
export interface Visit {
  referrer: string;
  pages: readonly PageSeen[];
  data: Data | null;
}

/** Who counts as one visitor for invitations; `kept` beyond this page only with consent. */
export interface Unit {
  id: string;
  kept: boolean;
  /** How often each invitation was shown. */
  shown: Record<string, number>;
}

/** With what the panel is opened. */
export interface Wish {
  subject?: string | null | undefined;
  invitation?: string | null;
  /** The element was greyed: open only if somebody is there by now. */
  unlessAway?: boolean;
}

export interface Purchase {
  id: string;
  /** In the currency's smallest unit, such as cents. */
  amount?: number;
  currency?: string;
}

export interface Dock {
  /** The availabilities in it are renewed by the panel; then `update` is called. */
  site: Site;
  /** Where Guichet is: scheme, host and port. */
  origin: string;
  language: Language;
  host: HTMLElement;
  /** Inside the closed shadow root: the panel renders here. */
  room: HTMLElement;
  /** The button in the corner. */
  button: HTMLButtonElement;
  addStyles: (css: string) => void;
  /** Tell the page's elements what is available now. */
  update: () => void;
  /** The focus goes to where it was when the panel was opened. */
  focusBack: () => void;
  visit: () => Visit;
  /** As the company's server vouches for its visitor, or as the page claims; `null` where the page
   * says that nobody is signed in, `undefined` where it said nothing. */
  identity: Data | null | undefined;
  unit: () => Unit;
  keepUnit: (unit: Unit) => void;
  /** Instead of the visitor's socket: how the panel is shown without a server. */
  line?: (events: LineEvents) => Line;
  /** It is only shown: nothing is kept. */
  preview?: boolean;
}

/** A connection to the server, as the conversation sees it. */
export interface Line {
  open: () => void;
  /** Whether it left. */
  send: (frame: ToServer) => boolean;
  /** Say hello again: who the visitor is has changed. */
  again: () => void;
}

export interface LineEvents {
  hello: () => ToServer;
  frame: (frame: FromServer) => void;
  lost: () => void;
  refused: (code: number) => void;
}

export interface Panel {
  toggle: (open?: boolean, wish?: Wish) => void;
  /** The page chose another language, or told who the visitor is. */
  changed: () => unknown;
}

/** What the panel's file offers. */
export interface Module {
  mount: (dock: Dock) => Promise<Panel>;
  /** A rule holds: show its invitation, or not. */
  invite: (dock: Dock, rule: Invitation, accept: () => unknown) => Promise<void>;
  bought: (dock: Dock, purchase: Purchase) => unknown;
}

/** Under which everything the visitor's browser keeps is stored. */
export const storageKey = (site: Site) => `guichet:${site.key}`;
