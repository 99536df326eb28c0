import { useRef, useState } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import { extras } from "./parts.ts";
import type { Talk } from "./talk.ts";
import type { Say } from "./words.ts";

export function Menu({ talk, say, copy }: { talk: Talk; say: Say; copy: () => void }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const part = extras.use(talk.dock, open);
  const fold = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    // Escape folds the menu, wherever the focus is in it.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      class="menu"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        fold();
      }}
    >
      <button ref={button} type="button" class="icon" aria-label={say("menu")} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon d="M5 12h.01M12 12h.01M19 12h.01" />
      </button>
      {part ? <part.Items talk={talk} say={say} copy={copy} fold={fold} /> : null}
    </div>
  );
}
