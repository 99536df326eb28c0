import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { writeNote } from "../../data/contacts.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { useDeed } from "../../kit/useDeed.ts";
import classes from "./contacts.module.css";

/** Writes a note; what is typed stays when it could not be sent. */
export function NoteComposer({ contactId }: { readonly contactId: string }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const keyFor = useKeys();
  const [text, setText] = useState("");
  const [round, setRound] = useState(0);
  const save = useDeed({
    run: async () => {
      await writeNote(tenant.id, contactId, text.trim(), keyFor([contactId, round, text.trim()]));
      setText("");
      setRound(round + 1);
    },
    changes: [["tenant", tenant.id, "timeline", contactId]],
  });
  const ready = text.trim() !== "" && !save.isPending;
  return (
    <form className={classes["composer"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save.mutate();
      }}>
      <Textarea variant="unstyled" value={text} onChange={(event) => setText(event.currentTarget.value)} placeholder={t("note.placeholder")}
        aria-label={t("note.write")} autosize minRows={1} maxRows={10} maxLength={10_000} className={classes["grow"] ?? ""}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && ready) save.mutate();
        }} />
      <Button type="submit" size="compact-md" disabled={!ready} loading={save.isPending}>
        {t("note.save")}
      </Button>
    </form>
  );
}
