import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTenant } from "../../app/parents.tsx";
import { importQuery, mapImport, type ContactImport, type Mapping } from "../../data/imports.ts";
import { inTurn } from "../../kit/inTurn.ts";
import { sendable } from "./meanings.ts";

export interface Plan {
  readonly plan: Mapping;
  readonly change: (part: Partial<Mapping>) => void;
  /** Changes are on their way to the server; the preview follows. */
  readonly busy: boolean;
  readonly error: unknown;
  /** Sends what was not sent yet. */
  readonly settled: () => Promise<void>;
}

/** Typing rests this long before it is sent, in milliseconds. */
const REST = 350;

/** What was changed meanwhile counts. */
const later = (part: Partial<Mapping>, since: Partial<Mapping> | null): Partial<Mapping> => ({ ...part, ...since });

/** What is to be made of the file: shown at once, sent a moment later, one after the other. */
export function usePlan(one: ContactImport): Plan {
  const tenant = useTenant();
  const queries = useQueryClient();
  const [plan, setPlan] = useState(one.mapping);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const latest = useRef(one.mapping);
  const waiting = useRef<Partial<Mapping> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const sent = async (): Promise<void> => {
    const { now: part, later: heldBack } = sendable(latest.current, waiting.current ?? {});
    waiting.current = heldBack;
    if (Object.keys(part).length === 0) {
      setBusy(false);
      return;
    }
    try {
      queries.setQueryData(importQuery(tenant.id, one.id).queryKey, await mapImport(tenant.id, one.id, part));
      setError(null);
    } catch (refusal) {
      waiting.current = later(part, waiting.current);
      setError(refusal);
      throw refusal;
    } finally {
      setBusy(false);
    }
  };
  const settled = (): Promise<void> => {
    clearTimeout(timer.current);
    return inTurn(`import ${one.id}`, sent);
  };
  const change = (part: Partial<Mapping>): void => {
    latest.current = { ...latest.current, ...part };
    setPlan(latest.current);
    waiting.current = { ...(waiting.current ?? {}), ...part };
    setBusy(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      settled().catch(() => undefined); // told above the form
    }, REST);
  };
  return { plan, change, busy, error, settled };
}
