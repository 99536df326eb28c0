// What is not always needed is fetched when it is: the questions before a conversation; files, emoji,
// the menu and the end of one.
import { useEffect, useState } from "preact/hooks";
import type { Dock } from "../site.ts";

interface Styled {
  css: string;
}

interface Part<T> {
  get: (dock: Dock) => Promise<T>;
  /** None until it is there; where it cannot be had the conversation goes on without. */
  use: (dock: Dock, wanted: boolean) => T | null;
}

function part<T extends Styled>(load: () => Promise<T>): Part<T> {
  const held = new WeakMap<Dock, T>();
  const get = async (dock: Dock) => {
    const loaded = await load();
    if (!held.has(dock)) dock.addStyles(loaded.css);
    held.set(dock, loaded);
    return loaded;
  };
  const use = (dock: Dock, wanted: boolean) => {
    const [, redraw] = useState(0);
    const found = held.get(dock) ?? null;
    useEffect(() => {
      if (wanted && !found) get(dock).then(() => redraw(1), Boolean);
    }, [wanted]);
    return wanted ? found : null;
  };
  return { get, use };
}

export const asking = part(() => import("./asking.ts"));
export const extras = part(() => import("./extras.ts"));
