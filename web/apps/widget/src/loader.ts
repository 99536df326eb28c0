// The one-line tag: buttons, and nothing else until somebody wants to talk. No request, no cookie,
// nothing stored before; if the rest cannot be had, the page does not notice.
import { contactOf, isShown, markAll } from "./buttons.ts";
import { kept } from "./kept.ts";
import css from "./loader.css?inline";
import { holds, type Moment } from "./rules.ts";
import { type Data, type Dock, type Invitation, type Language, type Module, type Panel, type Purchase, type Site, storageKey, type Wish } from "./site.ts";
import { type Visits, visits } from "./visit.ts";

declare const __GUICHET_SITE__: Site;

const WORDS = {
  en: ["Chat with us", "Not available just now."],
  fr: ["Discuter avec nous", "Indisponible pour l’instant."],
} as const;

function languageOf(site: Site): Language {
  const said = document.documentElement.lang.slice(0, 2);
  return said in WORDS ? (said as Language) : site.language;
}

/** The button in its corner, in a closed shadow root. */
function draw({ side, colour, offset: [x, y] }: Site) {
  const host = document.createElement("guichet-chat");
  const root = host.attachShadow({ mode: "closed" });
  const button = document.createElement("button");
  const room = document.createElement("div");
  const addStyles = (text: string) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets.push(sheet);
  };
  addStyles(css);
  host.className = side;
  host.style.cssText = `--accent:${colour};--x:${x}px;--y:${y}px`;
  button.append(document.createElement("i"));
  button.className = "launch";
  root.append(room, button);
  return { host, room, button, addStyles };
}

/** Rules are watched until the chat is opened; whether an invitation is shown decides the panel. */
function watch(rules: readonly Invitation[], seen: Visits["seen"], data: () => Data | null, isOver: () => unknown, found: (rule: Invitation) => void): void {
  const timer = setInterval(() => {
    if (isOver() || !rules[0]) { clearInterval(timer); return; }
    const { pages, back } = seen();
    const since = (at = "") => (Date.now() - Date.parse(at)) / 1000;
    const moment: Moment = {
      path: location.pathname,
      data: data(),
      onPage: since(pages.at(-1)?.at),
      onSite: since(pages[0]?.at),
      returning: back ? "returning" : "new",
      now: new Date(),
    };
    const rule = rules.find((one) => holds(one, moment));
    if (!rule) return;
    rules = rules.filter((one) => one !== rule);
    found(rule);
  }, 1000);
}

function start(site: Site, origin: string): void {
  const { consent, seen, unit, keepUnit } = visits(site);
  const drawn = draw(site);
  const { host, button } = drawn;
  let data: Data | null = null;
  let opener: HTMLElement = button;
  let part: Promise<Module> | undefined;
  let mounting: Promise<Panel> | undefined;
  let panel: Panel | undefined;

  const update = () => {
    host.lang = dock.language;
    if (!panel) {
      button.hidden = !isShown(site);
      button.ariaLabel = site.texts.launcher?.[dock.language] ?? WORDS[dock.language][0];
    }
    markAll(site);
  };
  const dock: Dock = {
    ...drawn,
    site,
    origin,
    language: languageOf(site),
    update,
    focusBack: () => opener.focus(),
    visit: () => ({ ...seen(), data }),
    identity: undefined,
    unit,
    keepUnit,
  };
  update();
  document.body.append(host);

  const load = () => (part ??= import(/* @vite-ignore */ origin + site.panel) as Promise<Module>);
  const gone = () => (part = mounting = undefined);
  const mount = () => (mounting ??= load().then(async (loaded) => (panel = await loaded.mount(dock))));
  const open = async (pressed: HTMLElement, on?: boolean, wish?: Wish) => {
    opener = pressed;
    button.ariaBusy = "true";
    try {
      (await mount()).toggle(on, wish);
    } catch {
      gone();
      button.title = WORDS[dock.language][1];
    }
    button.ariaBusy = null;
  };

  button.addEventListener("click", () => void open(button));
  const listen = (event: Event) => {
    const pressed = contactOf(event);
    if (!pressed || (event instanceof KeyboardEvent && (pressed.role !== "button" || !/^( |Enter)$/.test(event.key)))) return;
    event.preventDefault();
    void open(pressed, true, { subject: pressed.dataset["guichetSubject"], unlessAway: pressed.ariaDisabled === "true" });
  };
  document.addEventListener("click", listen);
  document.addEventListener("keydown", listen);
  // Elements that come later are marked once the page has drawn them.
  let due = 0;
  const later = () => {
    due = 0;
    markAll(site);
  };
  new MutationObserver(() => (due ||= requestAnimationFrame(later))).observe(document.body, { childList: true, subtree: true });

  watch(site.invitations, seen, () => data, () => panel, (rule) => {
    void load().then((loaded) => loaded.invite(dock, rule, () => open(button, true, { subject: rule.subject, invitation: rule.key })), gone);
  });

  const api: Record<string, unknown> = {
    open: (wish?: Wish) => open(button, true, wish),
    data: (given: Data) => (data = { ...data, ...given }),
    identify: (given: Data | string | null) => {
      dock.identity = typeof given === "string" ? { jwt: given } : given;
      panel?.changed();
    },
    consent,
    purchase: (bought: Purchase) => load().then((loaded) => loaded.bought(dock, bought), gone),
    language: (code: Language) => {
      dock.language = code;
      update();
      panel?.changed();
    },
    /** Calls made before this script was there stand in an array of the same name. */
    push: (...calls: [string, ...unknown[]][]) => {
      for (const [name, ...given] of calls) (api[name] as (...all: unknown[]) => unknown)(...given);
    },
  };
  (api["push"] as (...calls: [string][]) => void)(...((page["guichet"] as [] | undefined) ?? []));
  page["guichet"] = api;
  // Somebody who wrote before: their answers are fetched once the page has settled.
  if (kept("localStorage", storageKey(site))) setTimeout(() => void mount().catch(gone), 800);
}

const here = document.currentScript as HTMLScriptElement | null;
const site = __GUICHET_SITE__;
const page = window as unknown as Record<string, unknown>;
const name = storageKey(site);
if (here && !page[name]) {
  page[name] = 1;
  const begin = () => start(site, new URL(here.src).origin);
  if (document.body as HTMLElement | null) begin();
  else addEventListener("DOMContentLoaded", begin);
}
