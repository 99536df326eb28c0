import { useState } from "preact/hooks";
import type { Quick } from "./frames.ts";
import type { Talk } from "./talk.ts";
import type { Say } from "./words.ts";

/** Answers to choose from. */
export function QuickReplies({ talk, say, quick }: { talk: Talk; say: Say; quick: readonly Quick[] }) {
  const [failed, setFailed] = useState(false);
  return (
    <>
      <div class="quick">
        {quick.map((one) => (
          <button key={one.value} type="button" onClick={() => talk.answer(one, () => setFailed(true))}>
            {one.label}
          </button>
        ))}
      </div>
      {failed ? (
        <p class="fault" role="alert">
          {say("locate_failed")}
        </p>
      ) : null}
    </>
  );
}
