import { useEffect, useRef, useState } from "preact/hooks";
import type { Talk } from "./talk.ts";
import type { Key, Say } from "./words.ts";

interface Props {
  talk: Talk;
  say: Say;
  copy: () => void;
  fold: () => void;
}

/** What is seldom wanted: sound, a copy by mail, the end. */
export function Items({ talk, say, copy, fold }: Props) {
  const [sure, setSure] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const { ongoing, messages } = talk.state;
  const { sound } = talk.keeper.held;
  useEffect(() => list.current?.querySelector("button")?.focus(), [sure]);
  const item = (key: Key, act: () => void, stays = false) => (
    <button
      type="button"
      onClick={() => {
        act();
        if (!stays) fold();
      }}
    >
      {say(key)}
    </button>
  );
  return (
    <div class="items" ref={list}>
      {sure ? (
        <>
          {item("end_sure", () => talk.end())}
          {item("cancel", () => setSure(false), true)}
        </>
      ) : (
        <>
          {item(sound ? "sound_off" : "sound_on", () => talk.keeper.keep({ sound: !sound }))}
          {talk.dock.site.transcript && messages.length ? item("transcript", copy) : null}
          {ongoing ? item("end", () => setSure(true), true) : null}
        </>
      )}
    </div>
  );
}
