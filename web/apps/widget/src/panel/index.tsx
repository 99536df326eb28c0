// The panel: fetched when a visitor wants to talk, or wrote before.
import { render } from "preact";
import type { Mount } from "../site.ts";
import { PanelView } from "./Panel.tsx";
import css from "./panel.css?inline";
import { Talk } from "./talk.ts";
import { translator } from "./words.ts";

export const mount: Mount = (dock) => {
  dock.addStyles(css);
  const talk = new Talk(dock);
  const say = translator(dock.language);
  const show = (open: boolean) => {
    if (open === talk.state.open) return;
    talk.show(open);
    dock.opened(open);
  };
  render(<PanelView dock={dock} talk={talk} say={say} close={() => show(false)} />, dock.room);
  // A panel left open on the page before stays open on this one, where there is room for both.
  if (talk.keeper.held.open && innerWidth > 640) show(true);
  return { toggle: (open) => show(open ?? !talk.state.open) };
};
