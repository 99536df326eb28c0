import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import type { Language } from "../site.ts";
import { Composer } from "./Composer.tsx";
import type { Quick } from "./frames.ts";
import { Menu } from "./Menu.tsx";
import { Messages } from "./Messages.tsx";
import { asking, extras } from "./parts.ts";
import { needsAsking, type Phase, phaseOf, type Place } from "./state.ts";
import type { Filled, Talk } from "./talk.ts";
import { openingName, ordinal, type Say, waitName } from "./words.ts";

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((part) => part[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();

/** When somebody is back, by the visitor's clock. */
function openingOf(talk: Talk, language: Language, say: Say): string | null {
  const { opens_at } = talk.state.availability ?? talk.dock.site.availability;
  return opens_at ? openingName(opens_at, new Date(), language, say) : null;
}

/** The place in line, and the wait where it is known. */
function waitingName({ position, wait }: Place, language: Language, say: Say): string {
  const where = position === 1 ? say("place_first") : say("place", { place: ordinal(position, language) });
  return wait ? `${where} ${waitName(wait, say)}` : where;
}

/** One line: who answers, how long it takes, or when somebody is back. */
function status(talk: Talk, language: Language, say: Say): string {
  const { agent, ongoing, place } = talk.state;
  const isAway = talk.isAway();
  if (agent) return say("with", { agent });
  if (ongoing) return isAway ? say("left") : place ? waitingName(place, language, say) : say("waiting");
  if (isAway) return openingOf(talk, language, say) ?? say("away_status");
  const { wait } = talk.state.availability ?? talk.dock.site.availability;
  return wait ? waitName(wait, say) : say("online");
}

function Banner({ talk, say }: { talk: Talk; say: Say }) {
  const { link } = talk.state;
  const words = link === "offline" ? say("offline") : link === "refused" ? say("refused") : "";
  return (
    <p class={words ? "banner" : "hidden"} role="status">
      {words}
    </p>
  );
}

function Head({ talk, language, say, close, copy }: ViewProps & { copy: () => void }) {
  const { site } = talk.dock;
  const { agent, ongoing } = talk.state;
  return (
    <div class="head">
      {site.logo ? (
        <img class="face" src={site.logo} alt="" referrerpolicy="no-referrer" />
      ) : (
        <span class={talk.isAway() && !agent ? "face gone" : "face"} aria-hidden="true">
          {initials(agent ?? site.title)}
        </span>
      )}
      <span class="who">
        <strong class="title">{site.title}</strong>
        <span class="status" role={ongoing && !agent ? "status" : undefined}>
          {status(talk, language, say)}
        </span>
      </span>
      <Menu talk={talk} say={say} copy={copy} />
      <button type="button" class="icon" aria-label={say("close")} onClick={close}>
        <Icon d="M6 6l12 12M18 6 6 18" />
      </button>
    </div>
  );
}

/** Files dropped anywhere on the panel. */
function useDrop(talk: Talk, phase: Phase) {
  const [over, setOver] = useState(false);
  const may = talk.dock.site.files && phase === "talk";
  const on = (event: DragEvent, isOver: boolean) => {
    if (!may || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    setOver(isOver);
  };
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => on(event, true),
      onDragLeave: (event: DragEvent) => on(event, false),
      onDrop: (event: DragEvent) => {
        on(event, false);
        if (may) talk.attach(event.dataTransfer?.files ?? []);
      },
    },
  };
}

/** Where the panel fills the screen, the focus stays in it. */
function keepInside(event: KeyboardEvent, panel: HTMLElement): void {
  if (event.key !== "Tab" || panel.offsetWidth < innerWidth) return;
  const all = [...panel.querySelectorAll<HTMLElement>("a[href],button:not(:disabled),input:not([hidden]),select,textarea,[tabindex]")];
  const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (event.target !== from) return;
  event.preventDefault();
  to?.focus();
}

interface ViewProps {
  talk: Talk;
  language: Language;
  say: Say;
  close: () => void;
}

type BodyProps = ViewProps & { phase: Phase; filled: Filled };

/** Answers an agent proposes, while theirs is the last word. */
function quickOf(talk: Talk): readonly Quick[] {
  const { messages, pending, ongoing } = talk.state;
  const last = messages.at(-1);
  return ongoing && !pending.length && last?.from === "agent" ? (last.quick ?? []) : [];
}

/** What stands below the messages: questions before a conversation, the end of one, answers to choose from. */
function Below(props: BodyProps & { copying: boolean; done: () => void }) {
  const { talk, say, phase, copying, done } = props;
  const after = extras.use(talk.dock, phase === "ended" || copying);
  const quick = quickOf(talk);
  const proposed = extras.use(talk.dock, quick.length > 0);
  const before = asking.use(talk.dock, needsAsking(talk.state, talk.dock.site));
  return (
    <>
      {after && phase === "ended" ? <after.Ended talk={talk} say={say} /> : null}
      {before ? <before.Start {...props} /> : null}
      {after && copying ? <after.Transcript talk={talk} say={say} done={done} /> : null}
      {proposed ? <proposed.QuickReplies key={quick[0]?.value} talk={talk} say={say} quick={quick} /> : null}
    </>
  );
}

function Body(props: Omit<BodyProps, "filled">) {
  const { talk, language, say, phase } = props;
  const filled = useRef<Filled>({ ...claimed(talk) });
  const [copying, setCopying] = useState(false);
  const { texts, greeting } = talk.dock.site;
  const welcome = texts.greeting?.[language] ?? greeting ?? say("greeting");
  return (
    <>
      <Head {...props} copy={() => setCopying(true)} />
      <Banner talk={talk} say={say} />
      <Messages talk={talk} greeting={welcome} language={language} say={say} stage={`${phase}${String(copying)}`}>
        <Below {...props} filled={filled.current} copying={copying} done={() => setCopying(false)} />
      </Messages>
      {phase === "talk" ? <Composer talk={talk} say={say} send={(text) => talk.say(text)} /> : null}
      {texts.privacy ? <p class="privacy">{texts.privacy[language]}</p> : null}
    </>
  );
}

export function PanelView({ talk, say, close }: { talk: Talk; say: Say; close: () => void }) {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // Before the first paint: a panel asked to open at once must not miss it.
  useLayoutEffect(() => talk.watch(() => redraw(undefined)), [talk]);
  const panel = useRef<HTMLElement>(null);
  const { state, dock } = talk;
  const phase = phaseOf(state, dock.site);
  const { over, handlers } = useDrop(talk, phase);
  // What had the focus may be gone with the last step.
  useEffect(() => {
    const here = panel.current?.getRootNode() as ShadowRoot | undefined;
    if (state.open && !here?.activeElement) panel.current?.focus();
  }, [phase, state.open]);
  return (
    // Escape closes from wherever the focus is inside the dialog.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      class={`panel${over ? " over" : ""}`}
      role="dialog"
      aria-label={dock.site.title}
      hidden={!state.open}
      tabIndex={-1}
      ref={panel}
      {...handlers}
      onKeyDown={(event: KeyboardEvent) => {
        if (panel.current) keepInside(event, panel.current);
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <Body key={state.life} talk={talk} language={dock.language} say={say} close={close} phase={phase} />
      {over ? <p class="drop">{say("drop")}</p> : null}
    </section>
  );
}

/** What the page says of its visitor need not be typed. */
function claimed({ dock }: Talk): Filled {
  const given = dock.identity ?? {};
  return Object.fromEntries(["name", "email", "phone"].flatMap((key) => (typeof given[key] === "string" ? [[key, given[key]]] : [])));
}
