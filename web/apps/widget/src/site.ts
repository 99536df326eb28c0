// What the server fills into the loader, and what the loader hands to the panel.

export type Language = "en" | "fr";

export interface Site {
  key: string;
  panel: string;
  title: string;
  language: Language;
  greeting: string | null;
  colour: string;
  side: "right" | "left";
}

export interface Dock {
  site: Site;
  /** Where Guichet is: scheme, host and port. */
  origin: string;
  language: Language;
  /** Inside the closed shadow root: the panel renders here. */
  room: HTMLElement;
  addStyles: (css: string) => void;
  /** How many messages wait to be read; shown on the button. */
  unread: (count: number) => void;
  /** Tell the button whether the panel is open. */
  opened: (open: boolean) => void;
}

export interface Panel {
  toggle: (open?: boolean) => void;
}

export type Mount = (dock: Dock) => Panel;

/** Under which everything the visitor's browser keeps is stored. */
export const storageKey = (site: Site) => `guichet:${site.key}`;
