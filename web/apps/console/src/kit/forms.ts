import { Refused, type Fault } from "@guichet/api";
import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";

/** `/roles/0` belongs to the field `roles`. */
export function fieldOf(pointer: string): string {
  return pointer.replace(/^\/(body\/)?/, "").split("/")[0] ?? "";
}

/** The server's faults as messages beside the fields they name. */
export function faultsByField(faults: readonly Fault[]): Record<string, string> {
  return Object.fromEntries(faults.map((fault) => [fieldOf(fault.pointer), fault.detail]));
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
  const placed = faultsByField(refusal.problem.faults ?? []);
  const names = Object.keys(placed);
  if (names.length === 0 || names.some((name) => !(name in form.getValues()))) return false;
  form.setErrors(placed);
  focusFirst(form, names[0] ?? "");
  return true;
}

function focusFirst<T extends Record<string, unknown>>(form: UseFormReturnType<T>, name: string): void {
  form.getInputNode(name)?.focus();
}
