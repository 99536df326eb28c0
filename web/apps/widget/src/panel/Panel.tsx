import { useLayoutEffect, useReducer } from "preact/hooks";
import type { Dock } from "../site.ts";
import { Composer } from "./Composer.tsx";
import { Messages } from "./Messages.tsx";
import type { State } from "./state.ts";
import type { Talk } from "./talk.ts";
import type { Say } from "./words.ts";

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((part) => part[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();

function status(state: State, say: Say): string {
  if (state.agent) return say("with", { agent: state.agent });
  return say("waiting");
}

function Banner({ state, say }: { state: State; say: Say }) {
  const words = state.link === "offline" ? say("offline") : state.link === "refused" ? say("refused") : "";
  return (
    <p class={words ? "banner" : "hidden"} role="status">
      {words}
    </p>
  );
}

export function PanelView({ dock, talk, say, close }: { dock: Dock; talk: Talk; say: Say; close: () => void }) {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // Before the first paint: a panel asked to open at once must not miss it.
  useLayoutEffect(() => talk.watch(() => redraw(undefined)), [talk]);
  const { state } = talk;
  return (
    // Escape closes from wherever the focus is inside the dialog.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      class="panel"
      role="dialog"
      aria-label={dock.site.title}
      hidden={!state.open}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <div class="head">
        <span class="face" aria-hidden="true">
          {initials(state.agent ?? dock.site.title)}
        </span>
        <span class="who">
          <strong class="title">{dock.site.title}</strong>
          <span class="status">{status(state, say)}</span>
        </span>
        <button type="button" class="close" aria-label={say("close")} onClick={close}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M6 6l12 12M18 6 6 18" />
          </svg>
        </button>
      </div>
      <Banner state={state} say={say} />
      <Messages
        state={state}
        greeting={dock.site.greeting ?? say("greeting")}
        language={dock.language}
        say={say}
        retry={(id) => talk.retry(id)}
      />
      <Composer
        say={say}
        draft={talk.keeper.held.draft}
        open={state.open}
        typed={(draft) => talk.typing(draft)}
        send={(text) => talk.say(text)}
      />
    </section>
  );
}
