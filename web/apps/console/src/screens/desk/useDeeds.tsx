import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queuesQuery } from "../../data/agents.ts";
import {
  closeInteraction,
  acceptOffer,
  holdInteraction,
  releaseInteraction,
  reopenInteraction,
  resumeInteraction,
  snoozeInteraction,
  takeInteraction,
  takeOverInteraction,
  transferInteraction,
} from "../../data/desk.ts";
import { sayWithUndo } from "../../kit/saved.tsx";
import { useTrouble } from "../../kit/Trouble.tsx";
import { doUndoable } from "../../kit/undo.tsx";
import type { Interaction } from "@guichet/api";

export type DeskDialog = "hand" | "consult" | "merge" | "end";

export interface Deeds {
  /** Says whether the request is the agent's now; a refusal has been shown. */
  readonly take: (interaction: Interaction) => Promise<boolean>;
  readonly takeOver: (interaction: Interaction) => void;
  readonly release: (interaction: Interaction) => void;
  /** Puts on hold, or goes on with what is. */
  readonly hold: (interaction: Interaction) => void;
  readonly snooze: (interaction: Interaction, until: string) => void;
  readonly reopen: (interaction: Interaction) => void;
  /** Closes at once, or asks first what came of it where the queue wants to know. */
  readonly close: (interaction: Interaction) => void;
  readonly closeAs: (interaction: Interaction, disposition: string | null) => void;
  readonly open: (dialog: DeskDialog) => void;
  /** Says what the server refused. */
  readonly refused: (error: unknown) => void;
}

interface Around {
  readonly tenant: string;
  readonly me: string;
  /** Hides a request from the list while it can still be taken back. */
  readonly hide: (id: string, gone: boolean) => void;
  /** Goes on with the next request. */
  readonly next: () => void;
  readonly open: (dialog: DeskDialog) => void;
}

/** All that is done to a request: the socket shows the outcome, a refusal is said. */
export function useDeeds({ tenant, me, hide, next, open }: Around): Deeds {
  const { t } = useTranslation("desk");
  const queries = useQueryClient();
  const tell = useTrouble();
  const refused = (error: unknown): void => {
    notifications.show({ color: "red", message: tell(error) });
  };
  const done = (deed: Promise<unknown>, said?: string): void => {
    deed.then(() => said && notifications.show({ message: said }), refused);
  };
  const closeAs = (interaction: Interaction, disposition: string | null): void => {
    const name = nameOf(interaction, t("visitor", { code: interaction.contact.code }));
    doUndoable({
      said: t("closed_toast", { name }),
      show: () => {
        hide(interaction.id, true);
        next();
        return () => hide(interaction.id, false);
      },
      commit: async ({ keepalive }) => {
        await closeInteraction(tenant, interaction.id, { disposition }, keepalive);
      },
      refused,
    });
  };
  return {
    take: async (interaction) => {
      try {
        const offered = interaction.offer?.agent.id === me;
        await (offered ? acceptOffer : takeInteraction)(tenant, interaction.id);
        return true;
      } catch (error) {
        refused(error);
        return false;
      }
    },
    takeOver: (interaction) => {
      const before = { agent: interaction.agent?.id ?? null, queue: interaction.queue?.id ?? null, note: "" };
      const back = (): void => done(transferInteraction(tenant, interaction.id, before));
      takeOverInteraction(tenant, interaction.id).then(() => sayWithUndo(t("deeds.taken_over", { agent: interaction.agent?.name ?? "" }), back), refused);
    },
    release: (interaction) => done(releaseInteraction(tenant, interaction.id), t("released")),
    hold: (interaction) => done((interaction.state === "held" ? resumeInteraction : holdInteraction)(tenant, interaction.id)),
    snooze: (interaction, until) => {
      done(snoozeInteraction(tenant, interaction.id, until), t("snoozed_toast"));
      next();
    },
    reopen: (interaction) => done(reopenInteraction(tenant, interaction.id)),
    close: (interaction) => {
      void queries.query(queuesQuery(tenant)).then((queues) => {
        const asks = queues.find((queue) => queue.id === interaction.queue?.id)?.dispositions.length;
        if (asks) open("end");
        else closeAs(interaction, null);
      }, refused);
    },
    closeAs,
    open,
    refused,
  };
}

function nameOf(interaction: Interaction, visitor: string): string {
  return interaction.contact.name ?? visitor;
}
