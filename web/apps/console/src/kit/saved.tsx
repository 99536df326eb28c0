import { notifications } from "@mantine/notifications";
import { UNDO_TIME, UndoMessage } from "./undo.tsx";

/** Says that something was saved, and offers to have it as it was. */
export function sayWithUndo(said: string, undo: () => void): void {
  const id = `saved-${crypto.randomUUID()}`;
  const back = (): void => {
    notifications.hide(id);
    undo();
  };
  notifications.show({ id, autoClose: UNDO_TIME, withCloseButton: true, message: <UndoMessage said={said} undo={back} /> });
}
