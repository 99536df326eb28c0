import { ActionIcon, SegmentedControl, Text, Textarea, Tooltip } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import { lazy, Suspense, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import classes from "./desk.module.css";
import { cannedAsked, mentionAsked, replaced } from "./composing.ts";
import type { Choice } from "./Suggestions.tsx";
import { useDraft } from "./useDraft.ts";

const Suggestions = lazy(async () => ({ default: (await import("./Suggestions.tsx")).Suggestions }));

const MOST_CHARACTERS = 8000;
/** Fewer characters left than this are told. */
const TELL_BELOW = 500;
/** The visitor and colleagues are told of typing at most this often, in milliseconds. */
const TYPING_EVERY = 3000;

export interface Written {
  readonly text: string;
  readonly note: boolean;
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
  readonly onSend: (written: Written) => void;
  readonly onTyping: (note: boolean) => void;
  /** Takes the focus as soon as it is there. */
  readonly focused: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** Where the agent writes. Mount it with the conversation's id as key: each keeps its own draft. */
export function Composer(props: Props) {
  const { t } = useTranslation("desk");
  const { name, notesOnly, field } = props;
  const draft = useDraft(props.tenant, props.interactionId, notesOnly);
  const typing = useThrottled(() => props.onTyping(draft.note), TYPING_EVERY);
  const mentions = useRef(new Map<string, string>());
  const suggesting = useSuggesting(draft.text, draft.note, field);
  const left = MOST_CHARACTERS - draft.text.length;

  function send() {
    const text = draft.text.trim();
    if (text === "" || left < 0) return;
    const called = [...mentions.current].filter(([word]) => text.includes(`@${word}`)).map(([, id]) => id);
    props.onSend({ text, note: draft.note, mentions: called });
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
    <form className={classes["composer"]} data-note={draft.note || undefined} onSubmit={(event) => { event.preventDefault(); send(); }}>
      <Mode note={draft.note} fixed={notesOnly} change={draft.setNote} />
      <div className={classes["field"]}>
        {suggesting.asked ? (
          <Suspense>
            <Suggestions tenant={props.tenant} interactionId={props.interactionId} queueId={props.queueId} language={props.language} asked={suggesting.asked} keysRef={suggesting.keys} choose={choose} />
          </Suspense>
        ) : null}
        <Textarea ref={field} autoFocus={props.focused} autosize minRows={1} maxRows={8} value={draft.text} size="md" error={left < 0}
          onChange={(event) => { draft.change(event.currentTarget.value); typing(); }}
          onKeyDown={onKeyDown}
          placeholder={draft.note ? t("composer.note_placeholder") : t("composer.placeholder", { name })}
          aria-label={draft.note ? t("composer.note_label") : t("composer.label", { name })} />
      </div>
      <Tooltip label={t("composer.hint")}>
        <ActionIcon type="submit" size={40} variant="filled" color={draft.note ? "yellow" : "lagoon"} radius="xl" disabled={draft.text.trim() === "" || left < 0}
          aria-label={t(draft.note ? "composer.add_note" : "composer.send")}>
          <IconSend2 size={18} />
        </ActionIcon>
      </Tooltip>
      <Left left={left} />
    </form>
  );
}

/** Whether the words go to the person or to colleagues. */
function Mode({ note, fixed, change }: { readonly note: boolean; readonly fixed: boolean; readonly change: (note: boolean) => void }) {
  const { t } = useTranslation("desk");
  return (
    <>
      {fixed ? null : (
        <SegmentedControl size="xs" value={note ? "note" : "answer"} onChange={(mode) => change(mode === "note")} aria-label={t("composer.mode")}
          data={[{ value: "answer", label: t("composer.answer") }, { value: "note", label: t("composer.note") }]} />
      )}
      <Text size="xs" c="dimmed" className={classes["hints"]}>
        {t(note ? "composer.note_hint" : "composer.answer_hint")}
      </Text>
    </>
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
