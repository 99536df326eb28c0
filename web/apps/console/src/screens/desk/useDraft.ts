import { useEffect, useRef, useState } from "react";
import { draftOf, keepDraftOf } from "../../data/desk.ts";
import { keepDraft, readDraft } from "./drafts.ts";

/** Kept on the server once the agent pauses so long, in milliseconds. */
const PAUSE = 900;

/**
 * Unsent words of one conversation: at once on this device, soon on the server, so that they are
 * there on another device too. What is typed before the server answered wins.
 */
export function useDraft(tenant: string, id: string, notesOnly: boolean) {
  const [text, setText] = useState(() => readDraft(id));
  const [note, setNote] = useState(notesOnly);
  const touched = useRef(text !== "");
  const kept = useRef(text);
  useEffect(() => {
    let here = true;
    draftOf(tenant, id).then(
      (draft) => {
        if (!here || touched.current || draft.text === "") return;
        kept.current = draft.text;
        setText(draft.text);
        setNote(notesOnly || draft.note);
      },
      () => undefined, // without it the device's own draft stands
    );
    return () => {
      here = false;
    };
  }, [tenant, id, notesOnly]);
  useEffect(() => {
    keepDraft(id, text, Date.now());
    if (text === kept.current) return;
    const keep = (keepalive: boolean): void => {
      kept.current = text;
      keepDraftOf(tenant, id, text, note, keepalive).catch(() => undefined); // the device keeps it
    };
    const timer = setTimeout(() => keep(false), PAUSE);
    const leave = (): void => keep(true);
    addEventListener("pagehide", leave);
    return () => {
      clearTimeout(timer);
      removeEventListener("pagehide", leave);
    };
  }, [tenant, id, text, note]);
  const change = (next: string): void => {
    touched.current = true;
    setText(next);
  };
  return { text, note, change, setNote, clear: () => change("") };
}
