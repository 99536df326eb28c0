// The visitor's panel, the real one, shown without a server: what it is told, it is told here.

export type Both = Readonly<Record<"en" | "fr", string>>;

export interface PreviewSite {
  readonly title: string;
  readonly language: "en" | "fr";
  readonly colour: string;
  readonly side: "right" | "left";
  readonly [more: string]: unknown;
}

export interface Frame {
  readonly op: string;
  readonly id?: string;
  readonly text?: string;
  readonly subject?: string | null;
  readonly [more: string]: unknown;
}

interface LineEvents {
  readonly hello: () => unknown;
  readonly frame: (frame: Frame) => void;
}

export interface Line {
  readonly open: () => void;
  readonly send: (frame: Frame) => boolean;
  readonly again: () => void;
}

/** Where the panel is, and what it may use. */
export interface Dock {
  site: Record<string, unknown>;
  language: "en" | "fr";
  readonly host: HTMLElement;
  readonly [more: string]: unknown;
}

export interface ShownPanel {
  readonly toggle: (open?: boolean) => void;
  readonly changed: () => unknown;
}

export interface PanelModule {
  readonly mount: (dock: Dock) => Promise<ShownPanel>;
}

/** Whatever release the panel is of, the server answers with its own. */
export const PANEL = "/tag/assets/panel-preview.js";

const INTERACTION = "preview";
const SOON = 900;
const LATER = 2400;

/** An agent who answers everything alike; `answer` is what they say. */
export function demoLine(events: LineEvents, availability: () => unknown, agent: string, answer: () => string): Line {
  let seq = 0;
  const message = (more: Readonly<Record<string, unknown>>) => {
    seq += 1;
    const at = new Date().toISOString();
    return { id: `m${seq}`, interaction: INTERACTION, seq, at, name: null, text: null, notice: null, client_id: null, receipt: null, files: [], quick: [], ...more };
  };
  const tell = (frame: Frame) => events.frame(frame);
  const welcome = () => {
    tell({ op: "welcome", token: "preview", messages: [], more: false, open: seq > 0, agent: seq > 1 ? agent : null, availability: availability() });
  };
  const said = ({ id, text }: Frame) => {
    tell({ op: "said", id: id ?? "", message: message({ from: "visitor", text: text ?? "", client_id: id }) });
  };
  const answerSoon = () => {
    setTimeout(() => {
      if (seq === 1) tell({ op: "message", message: message({ from: "system", notice: { code: "agent_joined", params: { agent } } }) });
      tell({ op: "typing", on: true, name: agent });
    }, SOON);
    setTimeout(() => tell({ op: "message", message: message({ from: "agent", name: agent, text: answer() }) }), LATER);
  };
  const answers: Readonly<Record<string, (frame: Frame) => void>> = {
    say: (frame) => {
      said(frame);
      answerSoon();
    },
    leave: (frame) => {
      tell({ op: "done", id: frame.id ?? "" });
      said(frame);
    },
    rate: ({ id = "" }) => tell({ op: "done", id }),
    transcript: ({ id = "" }) => tell({ op: "done", id }),
    end: ({ id = "" }) => {
      tell({ op: "done", id });
      tell({ op: "message", message: message({ from: "system", notice: { code: "closed", params: {} } }) });
    },
  };
  return {
    open: () => void setTimeout(welcome),
    again: welcome,
    send: (frame) => {
      answers[frame.op]?.(frame);
      return true;
    },
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Both languages of a text; the one that is missing is shown in the other. */
function both(value: unknown): Both | null {
  const { en, fr } = (value ?? {}) as { en?: unknown; fr?: unknown };
  if (!isText(en) && !isText(fr)) return null;
  return { en: isText(en) ? en : String(fr), fr: isText(fr) ? fr : String(en) };
}

const labelled = (items: unknown, more: (item: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>) =>
  (Array.isArray(items) ? (items as Readonly<Record<string, unknown>>[]) : []).map((item, at) => ({
    ...item,
    key: isText(item["key"]) ? item["key"] : `k${at}`,
    label: both(item["label"]) ?? { en: "…", fr: "…" },
    ...more(item),
  }));

/** What the loader would be told of these settings, saved or not. */
export function siteOf(values: Readonly<Record<string, unknown>>, isAway: boolean): Record<string, unknown> {
  const state = isAway ? "away" : "open";
  const texts = Object.entries((values["texts"] ?? {}) as Readonly<Record<string, unknown>>);
  const worded = texts.flatMap(([name, text]) => {
    const words = both(text);
    return words ? [[name, words] as const] : [];
  });
  return {
    ...values,
    key: "preview",
    greeting: isText(values["greeting"]) ? values["greeting"] : null,
    logo: isText(values["logo"]) && values["logo"].startsWith("https://") ? values["logo"] : null,
    offset: [values["offset_x"] ?? 20, values["offset_y"] ?? 20],
    texts: Object.fromEntries(worded),
    subjects: labelled(values["subjects"], () => ({ state })),
    form: labelled(values["form"], (item) => ({
      choices: labelled(item["choices"], (choice) => ({ value: choice["value"] })),
    })),
    availability: { state, at: new Date().toISOString(), opens_at: null, wait: null },
    invitations: [],
    files: false,
  };
}
