import { useCallback, useEffect, useMemo, useState } from "react";
import type { GroupNode } from "./form.ts";
import { begun, redone, stepped, undone } from "./steps.ts";

export interface Builder {
  readonly form: GroupNode;
  /** Changes of one thing in a row are one step; `about` says of which. */
  readonly edit: (change: (form: GroupNode) => GroupNode, about?: string) => void;
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
}

/** Text fields keep their own undo. */
const isText = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.closest("input:not([type=checkbox]):not([readonly]), textarea") !== null;

/** The form with what was done to it; Ctrl+Z and Ctrl+Shift+Z outside of text fields. */
export function useBuilder(start: GroupNode): Builder {
  const [steps, setSteps] = useState(() => begun(start));
  const edit = useCallback<Builder["edit"]>((change, about) => setSteps((held) => stepped(held, change(held.now), about ?? null, Date.now())), []);
  const undo = useCallback(() => setSteps(undone), []);
  const redo = useCallback(() => setSteps(redone), []);
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isText(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  }, [undo, redo]);
  return useMemo(
    () => ({ form: steps.now, edit, undo: steps.past.length > 0 ? undo : null, redo: steps.future.length > 0 ? redo : null }),
    [steps, edit, undo, redo],
  );
}
