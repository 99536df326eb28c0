// The one-line tag: a button, and nothing else until somebody wants to talk. No request, no
// cookie, nothing stored before; if the rest cannot be had, the page does not notice.
import css from "./loader.css?inline";
import { type Dock, type Language, type Mount, type Panel, type Site, storageKey } from "./site.ts";

declare const __GUICHET_SITE__: Site;

const WORDS = {
  en: { open: "Chat with us", close: "Close the chat", unread: "unread", away: "The chat cannot be reached just now." },
  fr: { open: "Discuter avec nous", close: "Fermer la discussion", unread: "non lus", away: "La discussion est injoignable pour l’instant." },
};

const TALK = "M21 11.5a8.4 8.4 0 0 1-8.5 8.3 8.7 8.7 0 0 1-3.8-.9L3 21l2-5.2A8.1 8.1 0 0 1 4 11.5a8.4 8.4 0 0 1 8.5-8.3 8.4 8.4 0 0 1 8.5 8.3Z";
const FOLD = "m6 9 6 6 6-6";

/** Black or white, whichever reads better on the colour (relative luminance, WCAG 2.2). */
function readableOn(colour: string): string {
  const part = (at: number) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) > 0.179 ? "#111" : "#fff";
}

function languageOf(site: Site): Language {
  const said = document.documentElement.lang.slice(0, 2).toLowerCase();
  return said === "fr" || said === "en" ? said : site.language;
}

function icon(name: string, path: string): SVGElement {
  const draw = (tag: string) => document.createElementNS("http://www.w3.org/2000/svg", tag);
  const svg = draw("svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", name);
  const line = draw("path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

function element(tag: string, name: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}

function start(site: Site, origin: string): void {
  const language = languageOf(site);
  const words = WORDS[language];
  const host = document.createElement("guichet-chat");
  const root = host.attachShadow({ mode: "closed", delegatesFocus: true });
  const addStyles = (text: string) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets.push(sheet);
  };
  addStyles(css);
  host.lang = language;
  host.style.setProperty("--accent", site.colour);
  host.style.setProperty("--on-accent", readableOn(site.colour));
  if (site.side === "left") {
    host.style.setProperty("--left", "20px");
    host.style.setProperty("--right", "auto");
  }

  const button = element("button", "launch") as HTMLButtonElement;
  const count = element("span", "count");
  const note = element("div", "note");
  const room = element("div", "room");
  button.type = "button";
  note.setAttribute("role", "status");
  let waiting = 0;
  let isOpen = false;
  const describe = () => {
    button.setAttribute("aria-expanded", String(isOpen));
    count.textContent = isOpen || !waiting ? "" : waiting > 99 ? "99+" : String(waiting);
    const label = isOpen ? words.close : words.open;
    button.setAttribute("aria-label", count.textContent ? `${label} (${waiting} ${words.unread})` : label);
  };
  button.append(icon("talk", TALK), icon("fold", FOLD), count);
  root.append(room, note, button);
  describe();

  const dock: Dock = {
    site,
    origin,
    language,
    room,
    addStyles,
    unread: (number) => {
      waiting = number;
      describe();
    },
    opened: (open) => {
      isOpen = open;
      describe();
      if (!open) button.focus();
    },
  };

  let panel: Promise<Panel> | undefined;
  const load = () =>
    (panel ??= import(/* @vite-ignore */ origin + site.panel).then(({ mount }: { mount: Mount }) => mount(dock)));
  const open = async (wish?: boolean) => {
    button.setAttribute("aria-busy", "true");
    try {
      (await load()).toggle(wish);
    } catch {
      panel = undefined;
      note.textContent = words.away;
      setTimeout(() => (note.textContent = ""), 6000);
    }
    button.removeAttribute("aria-busy");
  };

  button.addEventListener("click", () => void open());
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element && event.target.closest("[data-guichet='chat']");
    if (!target) return;
    event.preventDefault();
    void open(true);
  });
  document.body.append(host);
  // Somebody who wrote before: their answers are fetched once the page has settled.
  let known: string | null = null;
  try {
    known = localStorage.getItem(storageKey(site));
  } catch {
    // storage is forbidden here: every visit is a first one
  }
  if (known) setTimeout(() => void load().catch(() => (panel = undefined)), 800);
}

const here = document.currentScript as HTMLScriptElement | null;
const marked = window as unknown as { __guichet?: Record<string, true> };
const loaded = (marked.__guichet ??= {});
const site = __GUICHET_SITE__;
if (here && !loaded[site.key]) {
  loaded[site.key] = true;
  const begin = () => start(site, new URL(here.src).origin);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin, { once: true });
  else begin();
}
