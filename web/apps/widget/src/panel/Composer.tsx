import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import { extras } from "./parts.ts";
import type { Upload } from "./state.ts";
import type { Talk } from "./talk.ts";
import type { Say } from "./words.ts";

const LONGEST = 8000;

/** As high as what it holds, up to six lines. */
function fit(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 140)}px`;
}

/** Chooses files. */
function Attach({ talk, say }: { talk: Talk; say: Say }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          talk.attach(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
        }}
      />
      <button type="button" class="icon" aria-label={say("attach")} onClick={() => chooser.current?.click()}>
        <Icon d="m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L14.5 7" />
      </button>
    </>
  );
}

interface BoxProps {
  talk: Talk;
  say: Say;
  field: { current: HTMLTextAreaElement | null };
  text: string;
  tooLong: boolean;
  change: (text: string) => void;
  submit: () => void;
}

function Box({ talk, say, field, text, tooLong, change, submit }: BoxProps) {
  const { open } = talk.state;
  useEffect(() => {
    if (open) field.current?.focus();
  }, [field, open]);
  useEffect(() => fit(field.current), [field, text, open]);
  return (
    <>
      <label class="hidden" for="text">
        {say("write")}
      </label>
      <textarea
        id="text"
        ref={field}
        rows={1}
        value={text}
        dir="auto"
        placeholder={say("write")}
        aria-invalid={tooLong}
        aria-describedby={tooLong ? "fault" : undefined}
        onInput={(event) => change(event.currentTarget.value)}
        onPaste={(event) => {
          const files = event.clipboardData?.files ?? [];
          if (!talk.dock.site.files || !files.length) return;
          event.preventDefault();
          talk.attach(files);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
    </>
  );
}

/** Nothing to send, or not yet. */
const isStuck = (text: string, uploads: readonly Upload[]) =>
  (!text.trim() && !uploads.some((one) => one.file)) || text.trim().length > LONGEST || uploads.some((one) => !one.file && !one.fault);

interface Props {
  talk: Talk;
  say: Say;
  send: (text: string) => void;
}

export function Composer({ talk, say, send }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(talk.keeper.held.draft);
  const [emoji, setEmoji] = useState(false);
  const { uploads } = talk.state;
  const part = extras.use(talk.dock, uploads.length > 0 || emoji);
  const tooLong = text.trim().length > LONGEST;
  const stuck = isStuck(text, uploads);
  const change = (value: string) => {
    setText(value);
    talk.typing(value);
  };
  const submit = () => {
    if (stuck) return;
    send(text.trim());
    setText("");
    field.current?.focus();
  };
  const fold = () => {
    setEmoji(false);
    field.current?.focus();
  };
  const insert = (one: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = field.current ?? {};
    change(text.slice(0, selectionStart) + one + text.slice(selectionEnd));
    fold();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {part && uploads.length ? <part.Uploads talk={talk} say={say} /> : null}
      {part && emoji ? <part.Emoji choose={insert} fold={fold} /> : null}
      {talk.dock.site.files ? <Attach talk={talk} say={say} /> : null}
      <button type="button" class="icon" aria-label={say("emoji")} aria-expanded={emoji} onClick={() => setEmoji(!emoji)}>
        <Icon d="M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5v.1m6-.1v.1M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z" />
      </button>
      <Box talk={talk} say={say} field={field} text={text} tooLong={tooLong} change={change} submit={submit} />
      <button type="submit" class="icon send" aria-label={say("send")} disabled={stuck}>
        <Icon d="M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4" />
      </button>
      {tooLong ? (
        <p class="fault" id="fault" role="alert">
          {say("too_long", { limit: LONGEST })}
        </p>
      ) : null}
    </form>
  );
}
