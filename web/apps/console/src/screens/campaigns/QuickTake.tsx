import { Alert, Anchor, Button, FileButton, Group, Loader, Text, Textarea, TextInput } from "@mantine/core";
import { IconAlertCircle, IconArrowBackUp, IconCircleCheck, IconFileUpload } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState, type ClipboardEvent, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { useTrouble } from "../../kit/Trouble.tsx";
import type { TakenIn } from "../../data/taking.ts";
import { inFull } from "../../kit/When.tsx";
import classes from "./campaigns.module.css";
import type { Form } from "./draft.ts";
import { look, parted } from "./pasted.ts";
import { useTaking, type Source, type Taking } from "./useTaking.ts";

interface Props {
  readonly form: Form;
  readonly change: (part: Partial<Form>) => void;
}

/** Files people keep their customers in. */
const KINDS = ".csv,.txt,.tsv,.xlsx,.xls,.ods,text/csv,text/plain";

/** Names and numbers, pasted or in a file: recognised, taken in and chosen at once. */
export function QuickTake({ form, change }: Props) {
  const { t } = useTranslation("campaigns");
  const [typed, setTyped] = useState("");
  const [waiting, setWaiting] = useState<Source | null>(null);
  const { run, taking, undo } = useQuick(form, change, setWaiting);
  const add = (text: string): void => {
    run({ text: parted(text) });
    setTyped("");
  };
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData("text");
    if (typed !== "" || look(text).people === 0) return;
    event.preventDefault();
    add(text);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file) run({ file });
  };
  return (
    <div className={classes["drop"]}>
      <Textarea label={t("who.paste")} description={t("who.paste_about")} placeholder={t("who.paste_example")} value={typed} onChange={(event) => setTyped(event.currentTarget.value)}
        onPaste={paste} onDragOver={(event) => event.preventDefault()} onDrop={drop} autosize minRows={3} maxRows={8} spellCheck={false} autoComplete="off" />
      <Group gap="xs" mt="xs">
        <FileButton accept={KINDS} onChange={(file) => (file ? run({ file }) : undefined)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileUpload size={17} />}>
              {t("who.file")}
            </Button>
          )}
        </FileButton>
        {typed.trim() === "" ? null : (
          <Button variant="light" onClick={() => add(typed)} disabled={look(typed).people === 0}>
            {t("who.add", { count: look(typed).people })}
          </Button>
        )}
      </Group>
      {waiting ? <Agreed give={(agreed) => run(waiting, agreed)} /> : null}
      <div aria-live="polite">
        <Told taking={taking} undo={() => void undo()} />
      </div>
    </div>
  );
}

interface GivenAgreement {
  readonly source: string;
  readonly date: string;
}

function useQuick(form: Form, change: Props["change"], wait: (source: Source | null) => void) {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  const mayTake = useMay("contacts.write");
  const { people } = form;
  const { taking, take, undo } = useTaking(
    (list) => change({ people: { ...people, lists: [...people.lists, list] } }),
    (list) => change({ people: { ...people, lists: people.lists.filter((one) => one !== list) } }),
  );
  const run = (source: Source, agreed: GivenAgreement | null = null): void => {
    const seen = "text" in source ? look(source.text) : null;
    if (seen && (!seen.named || !mayTake)) {
      change({ people: { ...people, numbers: [...new Set([...people.numbers, ...seen.numbers])] } });
      return;
    }
    const asks = form.purpose === "marketing" && form.consent === "optin" && agreed === null;
    wait(asks ? source : null);
    if (!asks) void take(source, t("who.list_name", { day: inFull(new Date().toISOString(), i18n.language, zone) }), agreed);
  };
  return { run, taking, undo };
}

/** What shows that these people agreed: asked for once, kept with each of them. */
function Agreed({ give }: { readonly give: (agreed: GivenAgreement) => void }) {
  const { t } = useTranslation("campaigns");
  const [source, setSource] = useState("");
  const [date, setDate] = useState("");
  return (
    <div className={classes["told"]}>
      <Text size="sm" fw={550}>
        {t("agreed.title")}
      </Text>
      <div className={classes["pair"]}>
        <TextInput label={t("agreed.source")} placeholder={t("agreed.example")} value={source} onChange={(event) => setSource(event.currentTarget.value)} maxLength={200} autoFocus required />
        <TextInput type="date" label={t("agreed.date")} value={date} onChange={(event) => setDate(event.currentTarget.value)} required />
      </div>
      <Button mt="xs" variant="light" disabled={source.trim() === "" || date === ""} onClick={() => give({ source: source.trim(), date })}>
        {t("agreed.take")}
      </Button>
    </div>
  );
}

function Told({ taking, undo }: { readonly taking: Taking; readonly undo: () => void }) {
  if (taking.phase === "idle") return null;
  if (taking.phase === "failed") return <Failed said={taking.said} error={taking.error} id={taking.id} />;
  return taking.phase === "working" ? <Working one={taking.one} /> : <Done one={taking.one} undo={undo} />;
}

function Failed({ said, error, id }: { readonly said: string | null; readonly error: unknown; readonly id: string | null }) {
  const { t } = useTranslation("campaigns");
  const { slug } = useTenant();
  const tell = useTrouble();
  return (
    <Alert mt="sm" color="red" variant="light" icon={<IconAlertCircle size={18} />} title={t("who.failed")}>
      {said ?? tell(error)}{" "}
      {id === null ? null : (
        <Anchor component={Link} to={`/t/${slug}/imports/${id}`} size="sm">
          {t("who.by_hand")}
        </Anchor>
      )}
    </Alert>
  );
}

function Working({ one }: { readonly one: TakenIn | null }) {
  const { t } = useTranslation("campaigns");
  return (
    <Group gap="xs" mt="sm">
      <Loader size="sm" />
      <Text size="sm">{one?.rows ? t("who.taking", { done: one.done, count: one.rows }) : t("who.reading")}</Text>
    </Group>
  );
}

/** What became of it, with the way back. */
function Done({ one, undo }: { readonly one: TakenIn; readonly undo: () => void }) {
  const { t } = useTranslation("campaigns");
  const { counts } = one;
  const known = counts.changed + counts.same;
  const said = [
    t("who.taken", { count: counts.new + known }),
    ...(known > 0 ? [t("who.known", { count: known })] : []),
    ...(counts.duplicates > 0 ? [t("who.twice", { count: counts.duplicates })] : []),
    ...(counts.refused > 0 ? [t("who.refused", { count: counts.refused })] : []),
  ];
  return (
    <div className={classes["good"]}>
      <IconCircleCheck size={18} aria-hidden="true" />
      <Text size="sm" component="span">
        {said.join(" ")}
      </Text>
      <Button size="compact-sm" variant="subtle" leftSection={<IconArrowBackUp size={15} />} onClick={undo}>
        {t("who.take_back")}
      </Button>
    </div>
  );
}
