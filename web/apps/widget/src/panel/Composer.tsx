import { useEffect, useRef, useState } from "preact/hooks";
import type { Say } from "./words.ts";

const LONGEST = 8000;

/** As high as what it holds, up to six lines. */
function fit(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 140)}px`;
}

interface Props {
  say: Say;
  draft: string;
  open: boolean;
  typed: (draft: string) => void;
  send: (text: string) => void;
}

export function Composer({ say, draft, open, typed, send }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(draft);
  const tooLong = text.trim().length > LONGEST;

  useEffect(() => {
    if (open) field.current?.focus();
  }, [open]);
  useEffect(() => fit(field.current), [text, open]);

  const change = (value: string) => {
    setText(value);
    typed(value);
  };
  const submit = () => {
    if (!text.trim() || tooLong) return;
    send(text.trim());
    setText("");
    field.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label class="hidden" for="text">
        {say("write")}
      </label>
      <textarea
        id="text"
        ref={field}
        rows={1}
        value={text}
        placeholder={say("write")}
        aria-invalid={tooLong}
        aria-describedby={tooLong ? "fault" : undefined}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      <button type="submit" class="send" aria-label={say("send")} disabled={!text.trim() || tooLong}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4" />
        </svg>
      </button>
      {tooLong ? (
        <p class="fault" id="fault" role="alert">
          {say("too_long", { limit: String(LONGEST) })}
        </p>
      ) : null}
    </form>
  );
}
