import { ActionIcon, Text, Textarea, Tooltip } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import classes from "./desk.module.css";
import { keepDraft, readDraft } from "./drafts.ts";

const MOST_CHARACTERS = 8000;
/** Fewer characters left than this are told. */
const TELL_BELOW = 500;
/** The visitor is told of typing at most this often, in milliseconds. */
const TYPING_EVERY = 3000;

interface Props {
  readonly interactionId: string;
  readonly name: string;
  readonly onSend: (text: string) => void;
  readonly onTyping: () => void;
  /** Takes the focus as soon as it is there. */
  readonly focused: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** Where the agent writes. Mount it with the conversation's id as key: each keeps its own draft. */
export function Composer({ interactionId, name, onSend, onTyping, focused, field }: Props) {
  const { t } = useTranslation("desk");
  const draft = useDraft(interactionId);
  const typing = useThrottled(onTyping, TYPING_EVERY);
  const left = MOST_CHARACTERS - draft.text.length;

  function send() {
    const text = draft.text.trim();
    if (text === "" || left < 0) return;
    onSend(text);
    draft.change("");
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      className={classes["composer"]}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        ref={field}
        autoFocus={focused}
        autosize
        minRows={1}
        maxRows={8}
        value={draft.text}
        onChange={(event) => {
          draft.change(event.currentTarget.value);
          typing();
        }}
        onKeyDown={onKeyDown}
        placeholder={t("composer.placeholder", { name })}
        aria-label={t("composer.label", { name })}
        error={left < 0}
        className={classes["field"]}
        size="md"
      />
      <Tooltip label={t("composer.hint")}>
        <ActionIcon type="submit" size={40} variant="filled" color="lagoon" radius="xl" disabled={draft.text.trim() === "" || left < 0}
          aria-label={t("composer.send")}>
          <IconSend2 size={18} />
        </ActionIcon>
      </Tooltip>
      {left < TELL_BELOW && (
        <Text size="xs" c={left < 0 ? "var(--g-bad)" : "dimmed"} className={classes["left"]} role="status">
          {t("composer.left", { count: left })}
        </Text>
      )}
    </form>
  );
}

function useDraft(interactionId: string) {
  const [text, setText] = useState(() => readDraft(interactionId));
  useEffect(() => {
    keepDraft(interactionId, text, Date.now());
  }, [interactionId, text]);
  return { text, change: setText };
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
