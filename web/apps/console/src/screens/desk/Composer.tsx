import { ActionIcon, FileButton, Text, Tooltip } from "@mantine/core";
import { IconListCheck, IconPaperclip, IconSend2 } from "@tabler/icons-react";
import { lazy, Suspense, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction, Message } from "@guichet/api";
import { forget, stillSending, type Attachment } from "./attachments.ts";
import classes from "./desk.module.css";
import { cannedAsked, mentionAsked, replaced } from "./composing.ts";
import type { Choice } from "./Suggestions.tsx";
import { useAttaching } from "./useAttaching.ts";
import { useDraft } from "./useDraft.ts";

const AttachmentList = lazy(async () => ({ default: (await import("./AttachmentList.tsx")).AttachmentList }));
const OfferedAnswers = lazy(async () => ({ default: (await import("./OfferedAnswers.tsx")).OfferedAnswers }));
const Suggestions = lazy(async () => ({ default: (await import("./Suggestions.tsx")).Suggestions }));

const MOST_CHARACTERS = 8000;
/** Longer names are cut in the empty field, so that it stays one line high. */
const LONG_NAME = 28;
/** Fewer characters left than this are told. */
const TELL_BELOW = 500;
/** The visitor and colleagues are told of typing at most this often, in milliseconds. */
const TYPING_EVERY = 3000;

type Agent = NonNullable<Interaction["agent"]>;

export interface Written {
  readonly text: string;
  readonly note: boolean;
  readonly files: Message["files"];
  /** Answers the person may give by one touch. */
  readonly quick: readonly string[];
  /** Colleagues a note calls. */
  readonly mentions: readonly string[];
}

interface Props {
  readonly tenant: string;
  readonly interactionId: string;
  readonly queueId: string | null;
  /** The person's: canned replies of other languages are not offered. */
  readonly language: string;
  readonly name: string;
  /** Notes only: the person is answered by somebody else. */
  readonly notesOnly: boolean;
  /** The person is answered by a medium that carries no files. */
  readonly wordsOnly: boolean;
  /** A supervisor beside the agent who answers: what they write calls that agent. */
  readonly whisperTo: Agent | null;
  readonly onSend: (written: Written) => void;
  readonly onTyping: (note: boolean) => void;
  /** Takes the focus as soon as it is there. */
  readonly focused: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** Where the agent writes. Mount it with the conversation's id as key: each keeps its own draft. */
export function Composer(props: Props) {
  const { name, notesOnly, field } = props;
  const draft = useDraft(props.tenant, props.interactionId, notesOnly);
  const typing = useThrottled(() => props.onTyping(draft.note), TYPING_EVERY);
  const mentions = useRef(new Map<string, string>());
  const words = useFieldWords(draft.note, name, props.whisperTo);
  const suggesting = useSuggesting(draft.text, draft.note, field);
  const left = MOST_CHARACTERS - draft.text.length;
  const form = useRef<HTMLFormElement>(null);
  const attaching = useAttaching(props.tenant, props.interactionId, draft.note || props.wordsOnly, form);
  const sendable = canSend(draft.text, attaching.files);
  const [offered, setOffered] = useState<string[] | null>(null);
  const toPerson = !draft.note && !props.wordsOnly;

  function send() {
    const text = draft.text.trim();
    if (!sendable) return;
    const called = [...mentions.current].filter(([word]) => text.includes(`@${word}`)).map(([, id]) => id);
    props.onSend({ text, note: draft.note, mentions: props.whisperTo ? [...new Set([...called, props.whisperTo.id])] : called, files: attaching.files.flatMap(sentOf), quick: toPerson ? (offered ?? []) : [] });
    if (!draft.note) forget(props.interactionId);
    if (toPerson) setOffered(null);
    mentions.current.clear();
    draft.clear();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (suggesting.keyDown(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  function choose(choice: Choice) {
    if (choice.mention) mentions.current.set(choice.insert.slice(1).trim(), choice.mention);
    draft.change(replaced(draft.text, suggesting.asked, choice.insert));
    suggesting.dismiss();
    field.current?.focus();
  }

  return (
    <form ref={form} className={classes["composer"]} data-dragging={attaching.dragging || undefined} data-note={draft.note || undefined} onSubmit={(event) => { event.preventDefault(); send(); }}>
      <Mode note={draft.note} whisperTo={props.whisperTo} fixed={notesOnly} change={draft.setNote} />
      <Attached dragging={attaching.dragging} tenant={props.tenant} interactionId={props.interactionId} files={attaching.files} />
      {toPerson ? <Extras add={attaching.add} offered={offered} offer={setOffered} field={field} /> : null}
      <div className={classes["field"]}>
        <Suspense>
          {suggesting.asked ? (
            <Suggestions tenant={props.tenant} interactionId={props.interactionId} queueId={props.queueId} language={props.language} asked={suggesting.asked} keysRef={suggesting.keys} choose={choose} />
          ) : null}
        </Suspense>
        {/* The words once more, unseen: they give the field its height without being measured. */}
        <span className={classes["mirror"]} aria-hidden>{`${draft.text} `}</span>
        <textarea ref={field} autoFocus={props.focused} rows={1} value={draft.text} aria-invalid={left < 0 || undefined}
          onChange={(event) => { draft.change(event.currentTarget.value); typing(); }}
          onKeyDown={onKeyDown}
          onPaste={attaching.paste}
          {...words} />
      </div>
      <SendButton note={draft.note} off={!sendable} />
      <Left left={left} />
    </form>
  );
}

function useFieldWords(note: boolean, name: string, whisperTo: Agent | null) {
  const { t } = useTranslation("desk");
  const short = name.length > LONG_NAME ? `${name.slice(0, LONG_NAME)}…` : name;
  if (whisperTo) {
    const words = t("composer.whisper_label", { agent: whisperTo.name });
    return { placeholder: `${words}…`, "aria-label": words };
  }
  if (note) return { placeholder: t("composer.note_placeholder"), "aria-label": t("composer.note_label") };
  return { placeholder: t("composer.placeholder", { name: short }), "aria-label": t("composer.label", { name }) };
}

function SendButton({ note, off }: { readonly note: boolean; readonly off: boolean }) {
  const { t } = useTranslation("desk");
  return (
    <Tooltip label={t("composer.hint")}>
      <ActionIcon type="submit" size={40} variant="filled" color={note ? "yellow" : "lagoon"} radius="xl" disabled={off}
        aria-label={t(note ? "composer.add_note" : "composer.send")}>
        <IconSend2 size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Something is said, not too long, and every file is there. */
function canSend(text: string, files: readonly Attachment[]): boolean {
  const said = text.trim() !== "" || files.some((one) => one.id);
  return said && text.length <= MOST_CHARACTERS && !stillSending(files);
}

interface AttachedProps {
  readonly dragging: boolean;
  readonly tenant: string;
  readonly interactionId: string;
  readonly files: readonly Attachment[];
}

function Attached({ dragging, ...list }: AttachedProps) {
  const { t } = useTranslation("desk");
  return (
    <>
      {dragging ? <Text className={classes["dropHere"]} role="status">{t("attach.drop")}</Text> : null}
      <Suspense>{list.files.length > 0 ? <AttachmentList {...list} /> : null}</Suspense>
    </>
  );
}

function AttachButton({ add }: { readonly add: (files: readonly File[]) => void }) {
  const { t } = useTranslation("desk");
  return (
    <FileButton multiple onChange={(files) => add(files)}>
      {(props) => (
        <Tooltip label={t("attach.hint")}>
          <ActionIcon {...props} size={40} radius="xl" aria-label={t("attach.add")}>
            <IconPaperclip size={18} />
          </ActionIcon>
        </Tooltip>
      )}
    </FileButton>
  );
}

interface ExtrasProps {
  readonly add: (files: readonly File[]) => void;
  readonly offered: string[] | null;
  readonly offer: (answers: string[] | null) => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** What goes to the person besides words: files, and answers to touch. */
function Extras({ add, offered, offer, field }: ExtrasProps) {
  function close() {
    offer(null);
    field.current?.focus();
  }
  return (
    <>
      {offered ? <Suspense><OfferedAnswers answers={offered} change={offer} close={close} /></Suspense> : null}
      <AttachButton add={add} />
      <OfferButton open={offered !== null} toggle={() => offer(offered ? null : [])} />
    </>
  );
}

function OfferButton({ open, toggle }: { readonly open: boolean; readonly toggle: () => void }) {
  const { t } = useTranslation("desk");
  return (
    <Tooltip label={t("quick.hint")}>
      <ActionIcon size={40} radius="xl" aria-label={t("quick.add")} aria-expanded={open} onClick={toggle}>
        <IconListCheck size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

/** As the message will carry it. */
const sentOf = (one: Attachment): Message["files"] =>
  one.id ? [{ id: one.id, name: one.name, type: one.type, size: one.size }] : [];

/** Whether the words go to the person or to colleagues. */
function Mode({ note, whisperTo, fixed, change }: { readonly note: boolean; readonly whisperTo: Agent | null; readonly fixed: boolean; readonly change: (note: boolean) => void }) {
  const { t } = useTranslation("desk");
  return (
    <div className={classes["mode"]}>
      {fixed ? null : (
        <div role="radiogroup" className={classes["modes"]} aria-label={t("composer.mode")}>
          {[false, true].map((one) => (
            <label key={String(one)}>
              <input type="radio" name="composer-mode" checked={note === one} onChange={() => change(one)} />
              <span>{t(one ? "composer.note" : "composer.answer")}</span>
            </label>
          ))}
        </div>
      )}
      <Text size="xs" c="dimmed" className={classes["hints"]}>
        {whisperTo ? t("composer.whisper_hint", { agent: whisperTo.name }) : t(note ? "composer.note_hint" : "composer.answer_hint")}
      </Text>
    </div>
  );
}

function Left({ left }: { readonly left: number }) {
  const { t } = useTranslation("desk");
  if (left >= TELL_BELOW) return null;
  return (
    <Text size="xs" c={left < 0 ? "var(--g-bad)" : "dimmed"} className={classes["left"]} role="status">
      {t("composer.left", { count: left })}
    </Text>
  );
}

/** What the words before the caret ask for, and the keys that choose among what is found. */
function useSuggesting(text: string, note: boolean, field: RefObject<HTMLTextAreaElement | null>) {
  const [dismissed, setDismissed] = useState("");
  const keys = useRef<((key: string) => boolean) | null>(null);
  const asked = note ? mentionAsked(text) : cannedAsked(text);
  const open = asked !== null && text !== dismissed;
  return {
    asked: open ? asked : null,
    keys,
    dismiss: () => setDismissed(field.current?.value ?? text),
    keyDown: (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
      if (!open || event.nativeEvent.isComposing) return false;
      if (event.key === "Escape") setDismissed(text);
      else if (!["ArrowDown", "ArrowUp", "Enter", "Tab"].includes(event.key) || !keys.current?.(event.key)) return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

function useThrottled(action: () => void, every: number): () => void {
  const last = useRef(0);
  return () => {
    const now = Date.now();
    if (now - last.current < every) return;
    last.current = now;
    action();
  };
}
