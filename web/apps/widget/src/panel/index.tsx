// The panel: fetched when a visitor wants to talk, wrote before, or is invited.
import { render } from "preact";
import { readableOn } from "../look.ts";
import type { Dock, Module } from "../site.ts";
import { PanelView } from "./Panel.tsx";
import css from "./panel.css?inline";
import { asking, extras } from "./parts.ts";
import { needsAsking } from "./state.ts";
import { Talk } from "./talk.ts";
import { type Say, speak } from "./words.ts";

/** Light or dark as the page says it is, else as the system wishes. */
function schemeOf(): string {
  const said = getComputedStyle(document.documentElement).colorScheme;
  return said === "light" || said === "dark" ? said : "light dark";
}

const dressed = new WeakSet<Dock>();

function dress(dock: Dock): void {
  const { style } = dock.host;
  style.colorScheme = schemeOf();
  dock.host.dir = "ltr";
  dock.room.className = "room";
  style.setProperty("--on-accent", readableOn(dock.site.colour));
  if (!dressed.has(dock)) dock.addStyles(css);
  dressed.add(dock);
}

/** The button tells what waits, and whether the panel is open. */
function label({ button, language, site }: Dock, say: Say, count: HTMLElement, open: boolean, unread: number): void {
  const words = open ? say("close") : (site.texts.launcher?.[language] ?? say("chat"));
  const waiting = open ? 0 : unread;
  const shown = waiting ? (waiting > 99 ? "99+" : String(waiting)) : "";
  count.textContent = shown;
  button.ariaExpanded = String(open);
  button.ariaLabel = waiting ? `${words} (${say("unread", { count: waiting })})` : words;
}

export const mount: Module["mount"] = async (dock) => {
  let say = await speak(dock.language);
  dress(dock);
  const talk = new Talk(dock);
  const count = document.createElement("span");
  count.className = "count";
  dock.button.append(count);
  let heard = talk.unread;
  const tell = () => {
    // Somebody who talks keeps the button, whatever hid it.
    if (talk.state.open || talk.unread || talk.state.ongoing) dock.button.hidden = false;
    label(dock, say, count, talk.state.open, talk.unread);
    if (talk.unread > heard && talk.keeper.held.sound) void extras.get(dock).then(({ ring }) => ring(), Boolean);
    heard = talk.unread;
  };
  const show = (open: boolean) => {
    if (open === talk.state.open) return;
    dress(dock);
    talk.show(open);
    if (!open) dock.focusBack();
  };
  const draw = () => {
    render(<PanelView talk={talk} say={say} close={() => show(false)} />, dock.room);
    tell();
  };
  if (needsAsking(talk.state, dock.site)) await asking.get(dock).catch(Boolean);
  talk.watch(tell);
  draw();
  // A panel left open on the page before stays open on this one, where there is room for both.
  if (talk.keeper.held.open && innerWidth > 640) show(true);
  return {
    toggle: (open, wish) => {
      if (wish) talk.wish(wish);
      const openNow = open ?? !talk.state.open;
      if (!wish?.unlessAway) show(openNow);
      else void talk.check(wish.subject ?? null).then((found) => found && !/away|closed/.test(found) && show(openNow));
    },
    changed: async () => {
      say = await speak(dock.language);
      dress(dock);
      draw();
      talk.changed();
    },
  };
};

export const invite: Module["invite"] = async (...given) => {
  dress(given[0]);
  await (await import("./invite.ts")).invite(...given);
};

export const bought: Module["bought"] = async (...given) => (await import("./invite.ts")).bought(...given);


