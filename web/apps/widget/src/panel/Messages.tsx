import { Fragment } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Language } from "../site.ts";
import type { Message } from "./frames.ts";
import type { Pending, State } from "./state.ts";
import { dayName, type Key, type Say, timeName } from "./words.ts";

const LINK = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/;
const NOTICES = new Set<string>(["agent_joined", "agent_left", "closed"]);

/** Text with its addresses made into links; never markup. */
function Text({ text }: { text: string }) {
  return (
    <>
      {text.split(LINK).map((part, index) =>
        index % 2 ? (
          <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow">
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
  one: Message;
  language: Language;
  say: Say;
  /** Begins a run of one author. */
  first: boolean;
  /** The last of what the visitor said: its state is told. */
  last: boolean;
}

function Bubble({ one, language, say, first, last }: BubbleProps) {
  const at = new Date(one.at);
  if (one.notice) {
    const known = NOTICES.has(one.notice.code);
    return known ? <p class="notice">{say(one.notice.code as Key, one.notice.params)}</p> : null;
  }
  return (
    <div class={`line ${one.from}${first ? " first" : ""}`}>
      {first && one.name ? <span class="name">{one.name}</span> : null}
      <span class="hidden">{one.from === "visitor" ? say("you") : null}</span>
      <p class="bubble">
        <Text text={one.text ?? ""} />
      </p>
      <span class="at">
        <time dateTime={one.at}>{timeName(at, language)}</time>
        {last ? ` · ${say("sent")}` : null}
      </span>
    </div>
  );
}

function PendingBubble({ one, say, online, retry }: { one: Pending; say: Say; online: boolean; retry: (id: string) => void }) {
  const reason: Key = one.code === "too_many" ? "too_many" : "failed";
  return (
    <div class="line visitor first">
      <span class="hidden">{say("you")}</span>
      <p class={`bubble${one.failed ? " bad" : " faint"}`}>
        <Text text={one.text} />
      </p>
      <span class="at" role="status">
        {one.failed ? say(reason) : online ? say("sending") : say("offline")}
        {one.failed ? (
          <button type="button" class="again" onClick={() => retry(one.id)}>
            {say("retry")}
          </button>
        ) : null}
      </span>
    </div>
  );
}

interface Props {
  state: State;
  greeting: string;
  language: Language;
  say: Say;
  retry: (id: string) => void;
}

export function Messages({ state, greeting, language, say, retry }: Props) {
  const log = useRef<HTMLDivElement>(null);
  const { messages, pending, typing } = state;
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [messages.length, pending.length, typing, state.open]);
  const now = new Date();
  const mine = messages.findLast((one) => one.from === "visitor");
  const day = (one: Message | undefined) => (one ? dayName(new Date(one.at), now, language, say) : "");
  return (
    // A log that can be scrolled must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="log" role="log" aria-live="polite" aria-label={say("messages")} tabIndex={0} ref={log}>
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
            <Bubble one={one} language={language} say={say} first={first} last={one === mine} />
          </Fragment>
        );
      })}
      {pending.map((one) => (
        <PendingBubble key={one.id} one={one} say={say} online={state.link === "online"} retry={retry} />
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
    </div>
  );
}
