import { useEffect, useRef, useState } from "preact/hooks";
import type { Field, Language } from "../site.ts";
import { faultOf } from "./form.ts";
import type { Filled } from "./talk.ts";
import type { Key, Say } from "./words.ts";

interface InputProps {
  field: Field;
  value: string;
  fault: Key | null;
  language: Language;
  say: Say;
  change: (value: string) => void;
}

/** All are typed in alike. */
const TYPES = { email: "email", phone: "tel", text: "text" } as unknown as Record<"email" | "phone" | "text", "text">;
const FILLED_BY: Partial<Record<string, string>> = { email: "email", phone: "tel", name: "name" };

function Control({ field, value, fault, language, say, change }: InputProps) {
  const { key, kind, required, choices } = field;
  const id = `f-${key}`;
  const shared = {
    id,
    name: key,
    value,
    "aria-required": required,
    "aria-invalid": Boolean(fault),
    "aria-describedby": fault ? `${id}-fault` : undefined,
    onInput: (event: { currentTarget: { value: string } }) => change(event.currentTarget.value),
  };
  if (kind === "long") return <textarea {...shared} rows={3} maxLength={key === "text" ? 8000 : 2000} dir="auto" />;
  if (kind === "checkbox") {
    return <input {...shared} type="checkbox" checked={value === "yes"} onInput={(event) => change(event.currentTarget.checked ? "yes" : "no")} />;
  }
  if (kind !== "choice") {
    return <input {...shared} type={TYPES[kind]} maxLength={254} autocomplete={FILLED_BY[key] ?? FILLED_BY[kind] ?? "off"} />;
  }
  return (
    <select {...shared}>
      <option value="">{say("choose")}</option>
      {choices.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label[language]}
        </option>
      ))}
    </select>
  );
}

function Input(props: InputProps) {
  const { field, fault, language, say } = props;
  const { key, kind, label, required } = field;
  const isBox = kind === "checkbox";
  return (
    <div class={isBox ? "field box" : "field"}>
      {isBox ? <Control {...props} /> : null}
      <label for={`f-${key}`}>
        {label[language]}
        {required ? null : <small> ({say("optional")})</small>}
      </label>
      {isBox ? null : <Control {...props} />}
      {fault ? (
        <p class="fault" id={`f-${key}-fault`}>
          {say(fault)}
        </p>
      ) : null}
    </div>
  );
}

interface Props {
  fields: readonly Field[];
  language: Language;
  say: Say;
  action: string;
  /** Answers so far; they outlive the form. */
  filled: Filled;
  /** Fields the server found wrong. */
  wrong: readonly string[];
  open: boolean;
  send: (filled: Filled) => void;
}

export function Form({ fields, language, say, action, filled, wrong, open, send }: Props) {
  const [values, setValues] = useState(filled);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const faultFor = (field: Field): Key | null => {
    const fault = faultOf(field, values[field.key] ?? "");
    if (tried && fault) return fault;
    return !tried && wrong.includes(field.key) ? (field.kind === "email" ? "not_email" : "needed") : null;
  };
  useEffect(() => {
    if (open) form.current?.querySelector<HTMLElement>("input,select,textarea")?.focus();
  }, [open]);
  return (
    <form
      class="form"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        const wrongOne = fields.find((one) => faultOf(one, values[one.key] ?? ""));
        if (wrongOne) form.current?.querySelector<HTMLElement>(`#f-${wrongOne.key}`)?.focus();
        else send(values);
      }}
    >
      {fields.map((field) => (
        <Input
          key={field.key}
          field={field}
          value={values[field.key] ?? ""}
          fault={faultFor(field)}
          language={language}
          say={say}
          change={(value) => {
            filled[field.key] = value;
            setValues({ ...values, [field.key]: value });
          }}
        />
      ))}
      <button type="submit" class="main">
        {action}
      </button>
    </form>
  );
}
