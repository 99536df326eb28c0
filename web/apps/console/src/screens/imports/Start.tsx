import { Button, Group, SegmentedControl, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconClipboardText, IconFileSpreadsheet } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type ClipboardEvent, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { createImport, createPasted, importQuery, importsKey, type ImportKind } from "../../data/imports.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import classes from "./imports.module.css";
import { send } from "./sending.ts";

const LONGEST = 200_000;

/** Drop a file, choose one, or paste a list. */
export function Start() {
  const { t } = useTranslation("imports");
  const [kind, setKind] = useState<ImportKind>("contacts");
  const [over, setOver] = useState(false);
  const [pasting, paste] = useDisclosure(false);
  const picker = useRef<HTMLInputElement>(null);
  const { file, text } = useBegin(kind);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) file.mutate(dropped);
  };
  const pasted = (event: ClipboardEvent): void => {
    const first = event.clipboardData.files[0];
    const words = event.clipboardData.getData("text");
    if (pasting || (!first && !words.trim())) return;
    event.preventDefault();
    if (first) file.mutate(first);
    else text.mutate(words.slice(0, LONGEST));
  };
  const error = file.error ?? text.error;
  return (
    // Dropping and pasting are short cuts beside the buttons.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the buttons inside do the same
    <section className={classes["start"]} data-over={over} onDrop={drop} onDragLeave={() => setOver(false)} onPaste={pasted} aria-label={t("start.title")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}>
      <TroubleNote error={error} />
      <span className={classes["arch"]}>
        <IconFileSpreadsheet size={30} stroke={1.4} aria-hidden="true" />
      </span>
      <h2 className={classes["startTitle"]}>{t("start.title")}</h2>
      <p className={classes["quiet"]}>{t("start.about")}</p>
      <SegmentedControl value={kind} onChange={(next) => setKind(next)} aria-label={t("start.kind")}
        data={(["contacts", "events"] as const).map((value) => ({ value, label: t(`kind.${value}`) }))} />
      <Group gap="xs" justify="center">
        <Button loading={file.isPending} onClick={() => picker.current?.click()}>
          {t("start.choose")}
        </Button>
        <Button variant="default" leftSection={<IconClipboardText size={17} />} onClick={paste.toggle} aria-expanded={pasting}>
          {t("start.paste")}
        </Button>
      </Group>
      <input ref={picker} type="file" hidden accept=".csv,.tsv,.txt,.xlsx,.xls,.ods,text/csv" aria-label={t("start.choose")}
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) file.mutate(chosen);
          event.currentTarget.value = "";
        }} />
      {pasting ? <Pasting busy={text.isPending} take={(words) => text.mutate(words)} /> : null}
    </section>
  );
}

function Pasting({ busy, take }: { readonly busy: boolean; readonly take: (words: string) => void }) {
  const { t } = useTranslation("imports");
  const [words, setWords] = useState("");
  return (
    <div className={classes["pasting"]}>
      <Textarea value={words} onChange={(event) => setWords(event.currentTarget.value)} autosize minRows={4} maxRows={12} maxLength={LONGEST} autoFocus label={t("start.paste_label")}
        placeholder={t("start.paste_example")} />
      <Button mt="xs" disabled={!words.trim()} loading={busy} onClick={() => take(words)}>
        {t("start.go")}
      </Button>
    </div>
  );
}

function useBegin(kind: ImportKind) {
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeys();
  const open = async (id: string): Promise<void> => {
    await queries.invalidateQueries({ queryKey: importsKey(tenant.id) });
    await navigate({ to: "/t/$tenant/imports/$import", params: { tenant: tenant.slug, import: id } });
  };
  const file = useDeed({
    run: async (chosen: File) => {
      const body = { kind, file_name: chosen.name.slice(-200), size: chosen.size };
      const made = await createImport(tenant.id, body, keyFor([body, chosen.lastModified]));
      const key = importQuery(tenant.id, made.id).queryKey;
      queries.setQueryData(key, made);
      send(tenant.id, made, chosen, (now) => {
        if (now) queries.setQueryData(key, now);
        void queries.invalidateQueries({ queryKey: key });
      });
      await open(made.id);
    },
  });
  const text = useDeed({
    run: async (words: string) => {
      const body = { kind, text: words };
      const made = await createPasted(tenant.id, body, keyFor(body));
      queries.setQueryData(importQuery(tenant.id, made.id).queryKey, made);
      await open(made.id);
    },
  });
  return { file, text };
}
