import { Refused, type Fault, type RoutingRules } from "@guichet/api";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTenant } from "../../../app/parents.tsx";
import { rulesQuery, saveDraft } from "../../../data/rules.ts";
import type { Rules } from "./model.ts";

/** How long after the last change a draft is saved, in milliseconds. */
const SAVED_AFTER = 500;
const MOST_STEPS = 100;

export type Saving = "saved" | "saving" | "unsaved" | "conflict";

export interface Drafting {
  readonly rules: Rules;
  readonly faults: readonly Fault[];
  readonly differs: boolean;
  readonly saving: Saving;
  readonly version: () => number;
  readonly change: (rules: Rules) => void;
  readonly undo: (() => void) | null;
  /** Saves what is not saved yet, now. */
  readonly flush: () => Promise<boolean>;
}

/**
 * The draft as it is being written: changed at once, saved on the server a moment later, one
 * save after the other, each naming the version it was made from.
 */
export function useRules(loaded: RoutingRules): Drafting {
  const tenant = useTenant();
  const queries = useQueryClient();
  const [rules, setRules] = useState<Rules>(loaded.draft.rules);
  const [past, setPast] = useState<readonly Rules[]>([]);
  const [faults, setFaults] = useState(loaded.draft.faults);
  const [differs, setDiffers] = useState(loaded.draft.differs);
  const [saving, setSaving] = useState<Saving>("saved");
  const version = useRef(loaded.draft.version);
  const wanted = useRef<Rules | null>(null);
  const running = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useEffect(() => {
    if (loaded.draft.version <= version.current) return;
    version.current = loaded.draft.version;
    wanted.current = null;
    setRules(loaded.draft.rules);
    setFaults(loaded.draft.faults);
    setDiffers(loaded.draft.differs);
    setSaving("saved");
    setPast([]);
  }, [loaded]);

  const save = async (): Promise<boolean> => {
    try {
      while (wanted.current) {
        const sent = wanted.current;
        wanted.current = null;
        setSaving("saving");
        const draft = await saveDraft(tenant.id, version.current, sent);
        version.current = draft.version;
        setFaults(draft.faults);
        setDiffers(draft.differs);
        queries.setQueryData(rulesQuery(tenant.id).queryKey, (held) => (held ? { ...held, draft } : held));
      }
      setSaving("saved");
      return true;
    } catch (error) {
      setSaving(error instanceof Refused && error.status === 409 ? "conflict" : "unsaved");
      return false;
    }
  };

  const flush = async (): Promise<boolean> => {
    clearTimeout(timer.current);
    while (running.current) await running.current;
    running.current = save().finally(() => (running.current = null));
    return running.current;
  };

  const put = (next: Rules): void => {
    setRules(next);
    wanted.current = next;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), SAVED_AFTER);
  };

  const last = past.at(-1);
  return {
    rules,
    faults,
    differs,
    saving,
    version: () => version.current,
    change: (next) => {
      setPast((steps) => [...steps, rules].slice(-MOST_STEPS));
      put(next);
    },
    undo: last
      ? () => {
          setPast((steps) => steps.slice(0, -1));
          put(last);
        }
      : null,
    flush,
  };
}
