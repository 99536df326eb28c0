import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { CallOptions } from "@guichet/api";
import { useTranslation } from "react-i18next";

/** How long a step can be taken back, in milliseconds. */
export const UNDO_TIME = 6_000;

export interface Undoable {
  /** What was done, said in the past. */
  readonly said: string;
  /** Shows the step as done, at once; returns how to show it undone. */
  readonly show: () => () => void;
  /** Does it for good. Runs once: after the time, on dismissal, or when the page goes. */
  readonly commit: (options: CallOptions) => Promise<void>;
  /** Told when the server refused after all; the step is already shown undone. */
  readonly refused: (error: unknown) => void;
}

/**
 * Does a step that can be taken back for some seconds: shown at once, sent when the time
 * is over. Leaving the page sends it with `keepalive`, so that it is never forgotten.
 */
export function doUndoable(step: Undoable): void {
  const hide = step.show();
  const id = `undo-${crypto.randomUUID()}`;
  let open = true;
  const close = (act: () => void): void => {
    if (!open) return;
    open = false;
    clearTimeout(timer);
    removeEventListener("pagehide", leave);
    notifications.hide(id);
    act();
  };
  const send = (options: CallOptions) => () => {
    step.commit(options).catch((error: unknown) => {
      hide();
      step.refused(error);
    });
  };
  const leave = (): void => close(send({ keepalive: true }));
  const timer = setTimeout(() => close(send({})), UNDO_TIME);
  addEventListener("pagehide", leave);
  notifications.show({
    id,
    autoClose: false,
    withCloseButton: true,
    onClose: () => close(send({})),
    message: <UndoMessage said={step.said} undo={() => close(hide)} />,
  });
}

/** What was done, and a button to take it back. */
export function UndoMessage({ said, undo }: { readonly said: string; readonly undo: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" wrap="nowrap" gap="md">
      <Text size="md">{said}</Text>
      <Button size="compact-sm" variant="light" onClick={undo} flex="none">
        {t("undo")}
      </Button>
    </Group>
  );
}
