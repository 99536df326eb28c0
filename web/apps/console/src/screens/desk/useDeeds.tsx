import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { closeInteraction, releaseInteraction, takeInteraction } from "../../data/desk.ts";
import { useTrouble } from "../../kit/Trouble.tsx";
import { doUndoable } from "../../kit/undo.tsx";
import type { Interaction } from "@guichet/api";

export interface Deeds {
  /** Says whether the request is the agent's now; a refusal has been shown. */
  readonly take: (interaction: Interaction) => Promise<boolean>;
  readonly release: (interaction: Interaction) => void;
  readonly close: (interaction: Interaction) => void;
}

interface Around {
  readonly tenant: string;
  /** Hides a request from the list while it can still be taken back. */
  readonly hide: (id: string, gone: boolean) => void;
  /** Goes on with the next request. */
  readonly next: () => void;
}

/** Taking, putting back and closing: the socket shows the outcome, a refusal is said. */
export function useDeeds({ tenant, hide, next }: Around): Deeds {
  const { t } = useTranslation("desk");
  const tell = useTrouble();
  const refused = (error: unknown): void => {
    notifications.show({ color: "red", message: tell(error) });
  };
  return {
    take: async (interaction) => {
      try {
        await takeInteraction(tenant, interaction.id);
        return true;
      } catch (error) {
        refused(error);
        return false;
      }
    },
    release: (interaction) => {
      releaseInteraction(tenant, interaction.id).then(() => {
        notifications.show({ message: t("released") });
      }, refused);
    },
    close: (interaction) => {
      const name = nameOf(interaction, t("visitor", { code: interaction.contact.code }));
      doUndoable({
        said: t("closed_toast", { name }),
        show: () => {
          hide(interaction.id, true);
          next();
          return () => hide(interaction.id, false);
        },
        commit: async ({ keepalive }) => {
          await closeInteraction(tenant, interaction.id, keepalive);
        },
        refused,
      });
    },
  };
}

function nameOf(interaction: Interaction, visitor: string): string {
  return interaction.contact.name ?? visitor;
}
