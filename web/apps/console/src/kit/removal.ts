import type { CallOptions } from "@guichet/api";
import { notifications } from "@mantine/notifications";
import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTrouble } from "./Trouble.tsx";
import { doUndoable } from "./undo.tsx";

/** Things shown as gone while their removal can still be taken back. */
let hidden: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

function setHidden(next: ReadonlySet<string>): void {
  hidden = next;
  for (const tell of listeners) tell();
}

function watch(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

function show(id: string): void {
  setHidden(new Set([...hidden].filter((other) => other !== id)));
}

/** The items that are not on their way out. */
export function useVisible<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  const gone = useSyncExternalStore(watch, () => hidden);
  return items.filter((item) => !gone.has(item.id));
}

export interface Removal {
  readonly id: string;
  readonly said: string;
  /** The list it is in, read again once it is really gone. */
  readonly list: QueryKey;
  readonly remove: (options: CallOptions) => Promise<void>;
}

/** Removes something from a list, with some seconds to take it back. */
export function useRemoval(): (removal: Removal) => void {
  const queries = useQueryClient();
  const tell = useTrouble();
  return ({ id, said, list, remove }) =>
    doUndoable({
      said,
      show: () => {
        setHidden(new Set([...hidden, id]));
        return () => show(id);
      },
      commit: async (options) => {
        await remove(options);
        await queries.invalidateQueries({ queryKey: list });
        show(id);
      },
      refused: (error) => notifications.show({ color: "red", message: tell(error) }),
    });
}
