// How the log behaves: its end stays in view, and what comes is read out.
import { useEffect, useRef, useState } from "preact/hooks";
import { place, type State } from "./state.ts";
import type { Say } from "./words.ts";

/** New messages are read out together, not one on top of the other. */
const READ_OUT = 700;
/** Pixels from the end that still count as the end. */
const NEAR = 60;

/** What came since the last time it was read out, as one sentence. */
export function useReadOut({ messages, open }: State, say: Say): string {
  const [words, setWords] = useState("");
  const toldRef = useRef<string | null>(null);
  useEffect(() => {
    const last = messages.at(-1);
    const newest = last ? place(last) : "";
    const before = toldRef.current;
    if (before === null || !open) {
      toldRef.current = newest;
      return;
    }
    const wait = setTimeout(() => {
      const fresh = messages.filter((one) => one.from === "agent" && place(one) > before);
      toldRef.current = newest;
      const said = fresh.map((one) => `${one.name ?? ""}: ${one.text ?? say("file")}`);
      if (said.length) setWords(said.length > 3 ? say("more_new", { count: said.length }) : said.join(". "));
    }, READ_OUT);
    return () => clearTimeout(wait);
  }, [messages, open, say]);
  return words;
}

function toEnd(box: HTMLElement | null): void {
  box?.scrollTo({ top: box.scrollHeight });
}

/** The end stays in view while it was, whatever grows: words, pictures, questions. */
export function useStick(log: { current: HTMLDivElement | null }, goes: string, sticks: boolean): void {
  useEffect(() => {
    if (sticks) toEnd(log.current);
  }, [log, goes, sticks]);
  useEffect(() => {
    const box = log.current;
    const inside = box?.firstElementChild;
    if (!box || !inside || !sticks) return;
    let isAtEnd = true;
    const look = () => (isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR);
    const watch = new ResizeObserver(() => isAtEnd && toEnd(box));
    box.addEventListener("scroll", look);
    watch.observe(inside);
    return () => {
      box.removeEventListener("scroll", look);
      watch.disconnect();
    };
  }, [log, sticks]);
}
