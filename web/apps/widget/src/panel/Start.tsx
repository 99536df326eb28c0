// Before a conversation: what is it about, who are you, or a message for later.
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import type { Field, Language } from "../site.ts";
import { Form } from "./Form.tsx";
import { isAway, type Phase } from "./state.ts";
import type { Filled, Talk } from "./talk.ts";
import type { Key, Say } from "./words.ts";

function field(say: Say, key: string, kind: Field["kind"], label: Key, required: boolean): Field {
  const words = say(label);
  return { key, kind, label: { en: words, fr: words }, required, choices: [] };
}

/** The questions of this phase, the message last. */
function fieldsOf(phase: "form" | "leave", form: readonly Field[], say: Say): readonly Field[] {
  const asked = phase === "form" ? form : [field(say, "name", "text", "name", false), field(say, "email", "email", "email", true)];
  return [...asked, field(say, "text", "long", "write", true)];
}

interface Props {
  talk: Talk;
  language: Language;
  say: Say;
}

function Subjects({ talk, language, say }: Props) {
  const { site } = talk.dock;
  const list = useRef<HTMLDivElement>(null);
  const { open } = talk.state;
  useEffect(() => {
    if (open) list.current?.querySelector("button")?.focus();
  }, [open]);
  return (
    <div class="card" role="group" aria-labelledby="subjects" ref={list}>
      <h2 id="subjects">{site.texts.subjects?.[language] ?? say("subjects")}</h2>
      {site.subjects.map((one) => (
        <button key={one.key} type="button" class="choice" onClick={() => talk.choose(one.key)}>
          <span>{one.label[language]}</span>
          {isAway(one.state) ? <small>{say("subject_away")}</small> : null}
        </button>
      ))}
    </div>
  );
}

function Ask({ talk, language, say, phase, filled }: Props & { phase: "form" | "leave"; filled: Filled }) {
  const { site } = talk.dock;
  const refused = talk.state.pending.find((one) => one.fields.length);
  return (
    <div class="card">
      {phase === "leave" ? <p class="about">{site.texts.away?.[language] ?? say("away")}</p> : null}
      <Form
        key={phase}
        fields={fieldsOf(phase, site.form, say)}
        language={language}
        say={say}
        action={say(phase === "leave" ? "leave" : "start")}
        filled={filled}
        wrong={refused?.fields ?? []}
        open={talk.state.open}
        send={({ text, ...rest }) => {
          if (refused) talk.forget(refused.frame.id);
          if (phase === "leave") talk.leave({ text: text ?? "", ...rest });
          else talk.say((text ?? "").trim(), { form: rest });
        }}
      />
    </div>
  );
}

export function Start({ talk, language, say, phase, filled }: Props & { phase: Phase; filled: Filled }) {
  const { subject } = talk.state;
  const chosen = talk.dock.site.subjects.find((one) => one.key === subject);
  if (phase === "subjects") return <Subjects talk={talk} language={language} say={say} />;
  const about =
    chosen && !talk.state.ongoing && phase !== "ended" ? (
      <p class="chosen">
        <button type="button" onClick={() => talk.set({ subject: null })}>
          <span class="hidden">{say("back")}: </span>
          <Icon d="m14 6-6 6 6 6" />
          {chosen.label[language]}
        </button>
      </p>
    ) : null;
  return (
    <>
      {about}
      {phase === "form" || phase === "leave" ? <Ask talk={talk} language={language} say={say} phase={phase} filled={filled} /> : null}
    </>
  );
}
