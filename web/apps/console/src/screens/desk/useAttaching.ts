import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useState, useSyncExternalStore, type ClipboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { attach, attachmentsOf, MOST_FILES, watch } from "./attachments.ts";

/** Files of one conversation's answer: chosen, pasted, or dropped anywhere on it. */
export function useAttaching(tenant: string, interaction: string, off: boolean, form: RefObject<HTMLFormElement | null>) {
  const { t } = useTranslation("desk");
  const files = useSyncExternalStore(watch, () => attachmentsOf(interaction));
  const add = useCallback(
    (chosen: readonly File[]) => {
      if (attach(tenant, interaction, chosen) > 0) notifications.show({ color: "red", message: t("attach.most", { count: MOST_FILES }) });
    },
    [tenant, interaction, t],
  );
  const dragging = useDropping(off, form, add);
  const paste = (event: ClipboardEvent): void => {
    if (off || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    add([...event.clipboardData.files]);
  };
  return { files: off ? [] : files, add, paste, dragging };
}

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Whether files are held over the conversation the form stands in; those let go there are given on. */
function useDropping(off: boolean, form: RefObject<HTMLFormElement | null>, add: (files: readonly File[]) => void): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const zone = form.current?.closest("section");
    if (off || !zone) return undefined;
    const over = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setDragging(true);
    };
    const leave = (event: DragEvent): void => {
      if (!(event.relatedTarget instanceof Node && zone.contains(event.relatedTarget))) setDragging(false);
    };
    const drop = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setDragging(false);
      add([...(event.dataTransfer?.files ?? [])]);
    };
    zone.addEventListener("dragover", over);
    zone.addEventListener("dragleave", leave);
    zone.addEventListener("drop", drop);
    return () => {
      zone.removeEventListener("dragover", over);
      zone.removeEventListener("dragleave", leave);
      zone.removeEventListener("drop", drop);
    };
  }, [off, form, add]);
  return dragging;
}
