import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { draftOf, keepDraftOf } from "../../data/desk.ts";
import { inTurn } from "../../kit/inTurn.ts";
import { attachmentsOf, restore, watch } from "./attachments.ts";
import { keepDraft, readDraft } from "./drafts.ts";

/** Kept on the server once the agent pauses so long, in milliseconds. */
const PAUSE = 900;

/**
 * Unsent words and files of one conversation: at once on this device, soon on the server, so that
 * they are there after a reload and on another device too. What is typed before the server answered
 * wins; before that nothing is kept there, so that no file is forgotten.
 */
export function useDraft(tenant: string, id: string, notesOnly: boolean) {
  const [text, setText] = useState(() => readDraft(id));
  const [note, setNote] = useState(notesOnly);
  const [read, setRead] = useState(false);
  const touched = useRef(text !== "");
  const files = useSentFiles(id);
  const kept = useRef({ text, files });
  useEffect(() => {
    let here = true;
    draftOf(tenant, id)
      .then(
        (draft) => {
          if (!here) return;
          restore(id, draft.files);
          const words = touched.current ? null : draft.text;
          kept.current = { text: words ?? kept.current.text, files: draft.files.map((file) => file.id).join() };
          if (!words) return;
          setText(words);
          setNote(notesOnly || draft.note);
        },
        () => undefined, // without it the device's own draft stands
      )
      .finally(() => here && setRead(true));
    return () => {
      here = false;
    };
  }, [tenant, id, notesOnly]);
  useEffect(() => {
    keepDraft(id, text, Date.now());
    if (!read || (text === kept.current.text && files === kept.current.files)) return;
    const keep = (keepalive: boolean): void => {
      kept.current = { text, files };
      const draft = { text, note, files: files === "" ? [] : files.split(",") };
      const send = (): Promise<void> => keepDraftOf(tenant, id, draft, keepalive);
      // One after the other: what was kept first must not arrive last. Who leaves cannot wait.
      (keepalive ? send() : inTurn(id, send)).catch(() => undefined); // the device keeps the words
    };
    const timer = setTimeout(() => keep(false), PAUSE);
    const leave = (): void => keep(true);
    addEventListener("pagehide", leave);
    return () => {
      clearTimeout(timer);
      removeEventListener("pagehide", leave);
    };
  }, [tenant, id, text, note, files, read]);
  const change = (next: string): void => {
    touched.current = true;
    setText(next);
  };
  return { text, note, change, setNote, clear: () => change("") };
}

/** The ids of the files that are on the server already, as one value. */
function useSentFiles(id: string): string {
  return useSyncExternalStore(watch, () => attachmentsOf(id).flatMap((one) => one.id ?? []).join());
}
