import type { AttributeDefinition, AttributeValue, ContactCard } from "@guichet/api";
import { NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { Refused } from "@guichet/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { currentLanguage } from "../../app/i18n.ts";
import classes from "./contacts.module.css";
import { shownValue } from "./values.ts";
import { useContactChange } from "./useContact.tsx";

interface Props {
  readonly tenant: string;
  readonly card: ContactCard;
  readonly may: boolean;
  readonly definitions: readonly AttributeDefinition[];
}

/** What the company wants to know of people, each value changed where it stands. */
export function Attributes({ tenant, card, may, definitions }: Props) {
  const change = useContactChange(tenant, card);
  const { t } = useTranslation("contacts");
  return definitions.map((one) => {
    const value = card.attributes[one.key] ?? null;
    const set = (next: AttributeValue | null): Promise<void> =>
      change({
        change: { attributes: { [one.key]: next } },
        before: { attributes: { [one.key]: value } },
        said: t("saved"),
      });
    return (
      <div key={one.key} className={classes["fact"]}>
        <span className={classes["term"]}>{one.label[currentLanguage()]}</span>
        <Value key={String(value)} definition={one} value={value} set={may ? set : null} />
      </div>
    );
  });
}

interface ValueProps {
  readonly definition: AttributeDefinition;
  readonly value: AttributeValue | null;
  readonly set: ((next: AttributeValue | null) => Promise<void>) | null;
}

function Value({ definition, value, set }: ValueProps) {
  const { t } = useTranslation("contacts");
  const { currency } = useTenant();
  const language = currentLanguage();
  const [fault, setFault] = useState<string | null>(null);
  if (!set) return <span className={classes["given"]}>{value === null ? t("none") : shownValue(definition, value, language, currency)}</span>;
  const store = (next: AttributeValue | null): void => {
    if (next === value) return;
    setFault(null);
    set(next).catch((error: unknown) => setFault(faultOf(error)));
  };
  return <Input definition={definition} value={value} store={store} fault={fault} />;
}

function faultOf(error: unknown): string | null {
  return error instanceof Refused ? (error.problem.faults?.[0]?.detail ?? null) : null;
}

interface InputProps {
  readonly definition: AttributeDefinition;
  readonly value: AttributeValue | null;
  readonly store: (next: AttributeValue | null) => void;
  readonly fault: string | null;
}

function Input({ definition, value, store, fault }: InputProps) {
  const language = currentLanguage();
  const look = {
    "aria-label": definition.label[language],
    variant: "unstyled",
    error: fault,
    classNames: { input: classes["inline"] ?? "" },
  };
  switch (definition.type) {
    case "boolean":
      return <Switch checked={value === true} onChange={(event) => store(event.currentTarget.checked)} aria-label={look["aria-label"]} />;
    case "choice":
      return (
        <Select {...look} clearable value={typeof value === "string" ? value : null} onChange={store} placeholder="–"
          data={definition.choices.map((one) => ({ value: one.key, label: one.label[language] }))} />
      );
    case "number":
    case "money":
      return <Amount definition={definition} value={value} store={store} look={look} />;
    case "date":
    case "text":
      return <Line definition={definition} value={value} store={store} look={look} />;
  }
}

type Look = Readonly<{ "aria-label": string; variant: string; error: string | null; classNames: { input: string } }>;

function Line({ definition, value, store, look }: Omit<InputProps, "fault"> & { readonly look: Look }) {
  const start = typeof value === "string" ? value : "";
  const [text, setText] = useState(start);
  return (
    <TextInput {...look} type={definition.type === "date" ? "date" : "text"} value={text} placeholder="–" maxLength={2000}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => store(text.trim() || null)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setText(start);
      }} />
  );
}

/** Money is typed in the currency's units and stored in its smallest ones. */
function Amount({ definition, value, store, look }: Omit<InputProps, "fault"> & { readonly look: Look }) {
  const { currency } = useTenant();
  const language = currentLanguage();
  const digits = new Intl.NumberFormat(language, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const money = definition.type === "money";
  const scale = money ? 10 ** digits : 1;
  const [typed, setTyped] = useState<string | number>(typeof value === "number" ? value / scale : "");
  const leave = (): void => {
    const number = Number(typed);
    store(typed === "" || !Number.isFinite(number) ? null : money ? Math.round(number * scale) : number);
  };
  return (
    <NumberInput {...look} value={typed} onChange={setTyped} onBlur={leave} placeholder="–" hideControls
      decimalSeparator={language === "fr" ? "," : "."} thousandSeparator={language === "fr" ? "\u202f" : ","}
      suffix={money ? `\u00a0${currency}` : ""} {...(money ? { decimalScale: digits } : {})}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }} />
  );
}
