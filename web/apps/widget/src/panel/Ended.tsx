// After a conversation: how was it, a copy by mail, begin anew.
import { useState } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import type { Talk } from "./talk.ts";
import type { Say } from "./words.ts";

interface Props {
  talk: Talk;
  say: Say;
}

const STARS = [1, 2, 3, 4, 5];
const STAR = "m12 3 2.7 5.7 6.3.8-4.6 4.3 1.2 6.2-5.6-3-5.6 3 1.2-6.2L3 9.5l6.3-.8L12 3Z";

function Rating({ talk, say, interaction }: Props & { interaction: string }) {
  const [stars, setStars] = useState(0);
  const [comment, setComment] = useState("");
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        talk.rate(interaction, stars, comment.trim());
      }}
    >
      <fieldset class="stars">
        <legend>{say("rate")}</legend>
        {STARS.map((one) => (
          <label key={one} class={one <= stars ? "on" : ""}>
            <input type="radio" name="stars" value={one} checked={one === stars} onChange={() => setStars(one)} />
            <span class="hidden">{say("stars", { count: one })}</span>
            <Icon d={STAR} />
          </label>
        ))}
      </fieldset>
      {stars ? (
        <>
          <label class="hidden" for="comment">
            {say("comment")}
          </label>
          <textarea id="comment" rows={2} maxLength={2000} placeholder={say("comment")} value={comment} onInput={(event) => setComment(event.currentTarget.value)} />
          <button type="submit" class="main">
            {say("send")}
          </button>
        </>
      ) : null}
    </form>
  );
}

/** Asks for an address, and says when the mail is on its way. */
export function Transcript({ talk, say, done }: Props & { done?: () => void }) {
  const [email, setEmail] = useState("");
  const [asked, setAsked] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const waits = talk.state.pending.find((one) => one.frame.id === asked);
  const fault = waits?.failed ? "failed" : wrong ? "not_email" : null;
  if (asked && !waits) {
    return (
      <p class="card about" role="status">
        {say("transcript_sent")}
      </p>
    );
  }
  return (
    <form
      class="card form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const isWrong = !event.currentTarget.checkValidity();
        setWrong(isWrong);
        if (isWrong) return;
        if (waits) talk.forget(waits.frame.id);
        setAsked(talk.transcript(email.trim()));
      }}
    >
      <div class="field">
        <label for="copy">{say("email")}</label>
        {/* The form appears because its button was pressed. */}
        <input
          id="copy"
          type="email"
          required
          autocomplete="email"
          autoFocus
          value={email}
          aria-invalid={Boolean(fault)}
          aria-describedby={fault ? "copy-fault" : undefined}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
        {fault ? (
          <p class="fault" id="copy-fault" role="alert">
            {say(fault)}
          </p>
        ) : null}
      </div>
      <div class="row">
        {done ? (
          <button type="button" class="quiet" onClick={done}>
            {say("cancel")}
          </button>
        ) : null}
        <button type="submit" class="main" disabled={Boolean(waits && !waits.failed)}>
          {say("send")}
        </button>
      </div>
    </form>
  );
}

function Judged({ talk, say }: Props) {
  const { messages, rated, pending } = talk.state;
  const interaction = messages.at(-1)?.interaction ?? "";
  const isRating = pending.some(({ frame }) => frame.op === "rate" && frame.interaction === interaction);
  if (rated !== interaction && !isRating) return <Rating key={interaction} talk={talk} say={say} interaction={interaction} />;
  return (
    <p class="notice" role="status">
      {say("thanks")}
    </p>
  );
}

export function Ended({ talk, say }: Props) {
  const { rating, transcript } = talk.dock.site;
  const [copying, setCopying] = useState(false);
  return (
    <>
      {rating ? <Judged talk={talk} say={say} /> : null}
      {copying ? <Transcript talk={talk} say={say} done={() => setCopying(false)} /> : null}
      <div class="after">
        {transcript && !copying ? (
          <button type="button" class="quiet" onClick={() => setCopying(true)}>
            {say("transcript")}
          </button>
        ) : null}
        <button type="button" class="main" onClick={() => talk.set({ anew: true, subject: null })}>
          {say("anew")}
        </button>
      </div>
    </>
  );
}
