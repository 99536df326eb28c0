import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { mapTaken, pasteIn, sendIn, startTaken, undoTaken, untilTaken, type Agreement, type TakenIn } from "../../data/taking.ts";

export type Source = { readonly text: string } | { readonly file: File };

export type Taking =
  | { readonly phase: "idle" }
  | { readonly phase: "working"; readonly one: TakenIn | null }
  | { readonly phase: "done"; readonly one: TakenIn; readonly list: string }
  | { readonly phase: "failed"; readonly error: unknown; readonly said: string | null; /** Of a list that was read: its columns can be chosen by hand. */ readonly id: string | null };

const IDLE: Taking = { phase: "idle" };

/** Takes a list of people in, and tells the list they are in then. */
export function useTaking(ready: (list: string) => void, gone: (list: string) => void) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const queries = useQueryClient();
  const [taking, setTaking] = useState<Taking>(IDLE);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const run = async (source: Source, listName: string, agreed: Agreement | null, signal: AbortSignal): Promise<Taking> => {
    const told = (one: TakenIn): void => setTaking({ phase: "working", one });
    const key = crypto.randomUUID();
    const sent = "text" in source ? await pasteIn(tenant.id, source.text, key) : await sendIn(tenant.id, source.file, key, signal);
    const read = await untilTaken(tenant.id, sent.id, ["ready", "failed"], told, signal);
    if (read.state === "failed") return { phase: "failed", error: null, said: read.problem_text, id: null };
    if (!read.columns.some((column) => column.meaning === "phone")) return { phase: "failed", error: null, said: t("who.no_phones"), id: read.id };
    await mapTaken(tenant.id, sent.id, listName, agreed);
    await startTaken(tenant.id, sent.id);
    const done = await untilTaken(tenant.id, sent.id, ["done", "failed", "stopped"], told, signal);
    const list = done.mapping.list_id;
    return done.state === "done" && list ? { phase: "done", one: done, list } : { phase: "failed", error: null, said: done.problem_text, id: done.id };
  };

  const take = async (source: Source, listName: string, agreed: Agreement | null): Promise<void> => {
    stop.current?.abort();
    const mine = new AbortController();
    stop.current = mine;
    setTaking({ phase: "working", one: null });
    const end = await run(source, listName, agreed, mine.signal).catch((error: unknown): Taking => ({ phase: "failed", error, said: null, id: null }));
    if (mine.signal.aborted) return;
    setTaking(end);
    if (end.phase !== "done") return;
    await queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "contact-lists"] });
    void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "contacts"] });
    ready(end.list);
  };

  const undo = async (): Promise<void> => {
    if (taking.phase !== "done") return;
    gone(taking.list);
    setTaking(IDLE);
    try {
      await undoTaken(tenant.id, taking.one.id);
    } catch (error) {
      setTaking({ phase: "failed", error, said: null, id: null });
    }
    void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "contact-lists"] });
  };
  return { taking, take, undo, forget: () => setTaking(IDLE) };
}
