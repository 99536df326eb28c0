import { Fragment } from "preact";
import { useRef } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import type { Language } from "../site.ts";
import { extras } from "./parts.ts";
import type { FileSent, Message } from "./frames.ts";
import { type Pending, place } from "./state.ts";
import { useReadOut, useStick } from "./log.ts";
import type { Talk } from "./talk.ts";
import { partsOf } from "./text.ts";
import { dayName, type Key, refusalName, type Say, timeName } from "./words.ts";

const NOTICES = new Set<string>(["agent_joined", "agent_left", "closed", "ended_by_person"]);

/** Text with its addresses made into links; never markup. */
function Text({ text }: { text: string }) {
  return (
    <>
      {partsOf(text).map(([part, href], index) =>
        href ? (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}

interface BubbleProps {
  text: string | null;
  files: readonly FileSent[];
  looks?: string;
  talk: Talk;
  say: Say;
}

function Bubble({ text, files, looks = "", talk, say }: BubbleProps) {
  const part = extras.use(talk.dock, files.length > 0);
  return (
    <>
      {text ? (
        <p class={`bubble ${looks}`} dir="auto">
          <Text text={text} />
        </p>
      ) : null}
      {part && files.map((one) => <part.FileView key={one.id} file={one} talk={talk} say={say} />)}
    </>
  );
}

interface LineProps {
  one: Message;
  language: Language;
  say: Say;
  talk: Talk;
  /** Begins a run of one author. */
  first: boolean;
  /** What is told of it: the last of what the visitor said has a state. */
  mark: "" | "sent" | "read";
}

function MessageLine({ one, language, say, talk, first, mark }: LineProps) {
  if (one.notice) {
    const known = NOTICES.has(one.notice.code);
    return known ? <p class="notice">{say(one.notice.code as Key, one.notice.params)}</p> : null;
  }
  return (
    <div class={`line ${one.from}${first ? " first" : ""}`}>
      {first && one.name ? <span class="name">{one.name}</span> : null}
      <span class="hidden">{one.from === "visitor" ? say("you") : null}</span>
      <Bubble text={one.text} files={one.files ?? []} talk={talk} say={say} />
      <span class="at">
        <time dateTime={one.at}>{timeName(new Date(one.at), language)}</time>
        {mark ? (
          <span class={`mark ${mark}`}>
            <Icon d={mark === "read" ? "m1 13 4 4L15 7m-5 9 1 1L23 6" : "m4 13 5 5L20 7"} />
            {say(mark)}
          </span>
        ) : null}
      </span>
    </div>
  );
}

function PendingLine({ one, language, say, talk }: { one: Pending; language: Language; say: Say; talk: Talk }) {
  const { frame, failed, code } = one;
  if (frame.op !== "say" && frame.op !== "leave") return null;
  const state = failed || code ? refusalName(one, language, say) : say(talk.state.link === "online" ? "sending" : "offline");
  return (
    <div class="line visitor first">
      <span class="hidden">{say("you")}</span>
      <Bubble text={frame.text} files={one.files} looks={failed ? "bad" : "faint"} talk={talk} say={say} />
      <span class="at" role="status">
        {state}
        {failed ? (
          <button type="button" class="again" onClick={() => talk.retry(frame.id)}>
            {say("retry")}
          </button>
        ) : null}
      </span>
    </div>
  );
}

interface Props {
  talk: Talk;
  greeting: string;
  language: Language;
  say: Say;
  children: preact.ComponentChildren;
  /** The end comes into view when this changes. */
  stage: string;
}

export function Messages({ talk, greeting, language, say, children, stage }: Props) {
  const log = useRef<HTMLDivElement>(null);
  const { state } = talk;
  const { messages, pending, typing } = state;
  const readOut = useReadOut(state, say);
  useStick(log, `${pending.length}${String(state.open)}${stage}`, !/(subjects|form|leave)/.test(stage));
  const now = new Date();
  const mine = messages.findLast((one) => one.from === "visitor");
  const markOf = (one: Message) => (one !== mine ? "" : place(one) < state.read ? "read" : "sent");
  const day = (one: Message | undefined) => (one ? dayName(new Date(one.at), now, language, say) : "");
  return (
    // A log that can be scrolled must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="log" role="log" aria-live="off" aria-label={say("messages")} tabIndex={0} ref={log}>
      <div class="flow">
        <p class="hidden" role="status">
          {readOut}
        </p>
        {state.more ? <p class="notice">{say("earlier")}</p> : null}
        <div class="line agent first">
          <p class="bubble">{greeting}</p>
        </div>
        {messages.map((one, index) => {
          const before = messages[index - 1];
          const fresh = day(before) !== day(one);
          const first = fresh || before?.from !== one.from || before.name !== one.name || Boolean(before.notice);
          return (
            <Fragment key={one.id}>
              {fresh ? <p class="day">{day(one)}</p> : null}
              <MessageLine one={one} language={language} say={say} talk={talk} first={first} mark={markOf(one)} />
            </Fragment>
          );
        })}
        {pending.map((one) => (
          <PendingLine key={one.frame.id} one={one} language={language} say={say} talk={talk} />
        ))}
        {typing ? (
          <p class="typing">
            <span class="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {say("typing", { agent: typing })}
          </p>
        ) : null}
        {children}
      </div>
    </div>
  );
}
