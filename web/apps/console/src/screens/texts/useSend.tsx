import { Refused } from "@guichet/api";
import { Progress } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { callBack, sendTexts, type Sending, type Ticket } from "../../data/texts.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { useTrouble } from "../../kit/Trouble.tsx";
import { UndoMessage } from "../../kit/undo.tsx";
import { keepDraft, UNDO_SECONDS, type Draft } from "./draft.ts";

interface Sent {
  readonly body: Sending;
  readonly draft: Draft;
}

/** Sends, shows what becomes of it, and lets it be taken back for some seconds. */
export function useSend() {
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeys();
  const offer = useUndo();
  return useMutation({
    mutationFn: ({ body }: Sent) => sendTexts(tenant.id, body, keyFor(body)),
    onSuccess: async (ticket, { draft }) => {
      keepDraft(tenant.id, null);
      offer(ticket, draft);
      await queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "texts"] });
      void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "usage-account"] });
      const [only, ...others] = ticket.messages;
      const params = { tenant: tenant.slug };
      if (only && others.length === 0) await navigate({ to: "/t/$tenant/texts/$text", params: { ...params, text: only.id } });
      else await navigate({ to: "/t/$tenant/texts", params, search: {} });
    },
  });
}

function useUndo(): (ticket: Ticket, draft: Draft) => void {
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const tell = useTrouble();
  const { t } = useTranslation("texts");
  return (ticket, draft) => {
    const id = `sent-${ticket.id}`;
    const undo = async (): Promise<void> => {
      notifications.hide(id);
      try {
        const { left } = await callBack(tenant.id, ticket.messages.map((one) => one.id));
        await queries.invalidateQueries({ queryKey: ["tenant", tenant.id] });
        if (left.length > 0) return void notifications.show({ color: "yellow", message: t("undo.late", { count: left.length }) });
        keepDraft(tenant.id, draft);
        notifications.show({ message: t("undo.done") });
        await navigate({ to: "/t/$tenant/texts/new", params: { tenant: tenant.slug }, search: {} });
      } catch (error) {
        notifications.show({ color: "red", message: tell(error) });
      }
    };
    const said = draft.later ? t("undo.planned", { count: ticket.messages.length }) : t("undo.sent", { count: ticket.messages.length });
    notifications.show({ id, autoClose: UNDO_SECONDS * 1_000, withCloseButton: true, message: <Leaving said={said} undo={() => void undo()} /> });
  };
}

const TICK = 250;

function Leaving({ said, undo }: { readonly said: string; readonly undo: () => void }) {
  const [left, setLeft] = useState(UNDO_SECONDS * 1_000);
  useEffect(() => {
    const timer = setInterval(() => setLeft((before) => Math.max(0, before - TICK)), TICK);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <UndoMessage said={said} undo={undo} />
      <Progress value={(left / (UNDO_SECONDS * 1_000)) * 100} size={3} mt={6} aria-hidden="true" />
    </>
  );
}

/** Each thing the server found wrong, in its words. */
export function faultsOf(error: unknown): readonly string[] {
  if (!(error instanceof Refused)) return [];
  return [...new Set((error.problem.faults ?? []).map((fault) => fault.detail))];
}
