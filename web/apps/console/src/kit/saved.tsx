import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { UNDO_TIME } from "./undo.tsx";

/** Says that something was saved, and offers to have it as it was. */
export function sayWithUndo(said: string, undo: () => void): void {
  const id = `saved-${crypto.randomUUID()}`;
  const back = (): void => {
    notifications.hide(id);
    undo();
  };
  notifications.show({ id, autoClose: UNDO_TIME, withCloseButton: true, message: <Said said={said} undo={back} /> });
}

function Said({ said, undo }: { readonly said: string; readonly undo: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" wrap="nowrap" gap="md">
      <Text size="md">{said}</Text>
      <Button size="compact-sm" variant="light" onClick={undo}>
        {t("undo")}
      </Button>
    </Group>
  );
}
