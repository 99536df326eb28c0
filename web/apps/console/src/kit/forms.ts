import { Refused, type Fault } from "@guichet/api";
import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";

/** The field of a form that a pointer speaks of: `/roles/0` is `roles`, `/settings/colour` is `colour`. */
export function fieldOf(pointer: string, fields: readonly string[]): string | undefined {
  return pointer.split("/").find((part) => fields.includes(part));
}

/** The server's faults as messages beside the fields they name; `null` when one names no field. */
export function faultsByField(faults: readonly Fault[], fields: readonly string[]): Record<string, string> | null {
  const placed = new Map(faults.map((fault) => [fieldOf(fault.pointer, fields) ?? "", fault.detail]));
  return placed.size === 0 || placed.has("") ? null : Object.fromEntries(placed);
}

interface Submission<T> {
  readonly busy: boolean;
  readonly error: unknown;
  readonly submit: (values: T) => Promise<void>;
  readonly clear: () => void;
}

/**
 * Sends a form once at a time. Faults go beside their fields; what names no field of the
 * form is kept in `error`, to be shown above it. What was typed is never lost.
 */
export function useSubmission<T extends Record<string, unknown>>(
  form: UseFormReturnType<T>,
  send: (values: T) => Promise<void>,
): Submission<T> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (values: T): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await send(values);
    } catch (refusal) {
      setError(placeFaults(form, refusal) ? null : refusal);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, submit, clear: () => setError(null) };
}

function placeFaults<T extends Record<string, unknown>>(form: UseFormReturnType<T>, refusal: unknown): boolean {
  if (!(refusal instanceof Refused)) return false;
  const placed = faultsByField(refusal.problem.faults ?? [], Object.keys(form.getValues()));
  if (!placed) return false;
  form.setErrors(placed);
  focusFirst(form, Object.keys(placed)[0] ?? "");
  return true;
}

function focusFirst<T extends Record<string, unknown>>(form: UseFormReturnType<T>, name: string): void {
  form.getInputNode(name)?.focus();
}
