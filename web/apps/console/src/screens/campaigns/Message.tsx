import { Group, Textarea, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignBody, Preview } from "../../data/campaigns.ts";
import { PurposeChoice } from "../texts/PurposeChoice.tsx";
import { Counter, Dear } from "../texts/Wording.tsx";
import { AdviceNote } from "./AdviceNote.tsx";
import classes from "./campaigns.module.css";
import type { Form } from "./draft.ts";
import { KeptTexts } from "./KeptTexts.tsx";
import { Samples } from "./Samples.tsx";
import { TestText } from "./TestText.tsx";
import type { Kept } from "./useKept.ts";
import { useVariables } from "./useVariables.ts";
import { filled, inserted, type Variable } from "./variables.ts";

interface Props {
  readonly form: Form;
  readonly sender: string;
  readonly kept: Kept;
  readonly body: CampaignBody | null;
  readonly change: (part: Partial<Form>) => void;
  /** What the text can say beside what is known of the person. */
  readonly more?: readonly Variable[];
  /** Each time it goes to one person, whoever that is. */
  readonly toOne?: boolean;
}

const NO_MORE: readonly Variable[] = [];
const LONGEST = 1_600;

/** What is said, what it counts, how it looks on a telephone, and what would be better. */
export function Message({ form, sender, kept, body, change, more = NO_MORE, toOne = false }: Props) {
  const { t } = useTranslation("campaigns");
  const adds = useAdds(form, kept.preview);
  return (
    <div className={classes["message"]}>
      <div className={classes["words"]}>
        <PurposeChoice draft={form} change={change} />
        <KeptTexts form={form} change={change} />
        <TextBox text={form.text} adds={adds} more={more} change={(text) => change({ text })} />
        <AdviceNote body={body} recipients={toOne ? 1 : kept.fresh && kept.preview ? kept.preview.recipients : null} change={(text) => change({ text })} />
      </div>
      <aside className={classes["phoneSide"]} aria-label={t("samples.title")}>
        <Samples text={form.text} adds={adds} sender={sender} preview={kept.fresh ? kept.preview : null} />
        <TestText kept={kept} />
      </aside>
    </div>
  );
}

/** The STOP text of an offer, on a line of its own as the server adds and counts it. */
function useAdds({ purpose }: Form, preview: Preview | null): string {
  return purpose === "marketing" && preview?.adds ? `\n${preview.adds.trim()}` : "";
}

interface BoxProps {
  readonly text: string;
  readonly adds: string;
  readonly more: readonly Variable[];
  readonly change: (text: string) => void;
}

function TextBox({ text, adds, more, change }: BoxProps) {
  const { t } = useTranslation("campaigns");
  const box = useRef<HTMLTextAreaElement>(null);
  const next = useRef<readonly [number, number] | null>(null);
  const shown = useMemo(() => filled(text), [text]);
  const insert = (variable: Variable): void => {
    const { selectionStart, selectionEnd } = box.current ?? { selectionStart: text.length, selectionEnd: text.length };
    const made = inserted(text, selectionStart, selectionEnd, variable);
    next.current = [made.from, made.to];
    change(made.text);
  };
  useEffect(() => {
    if (next.current === null || box.current === null) return;
    box.current.focus();
    box.current.setSelectionRange(...next.current);
    next.current = null;
  }, [text]);
  return (
    <div>
      <Textarea ref={box} label={t("text.label")} value={text} onChange={(event) => change(event.currentTarget.value)} autosize minRows={4} maxRows={14} maxLength={LONGEST}
        aria-describedby="text-counter" placeholder={t("text.placeholder")} />
      <Variables more={more} insert={insert} />
      {text.includes("{") ? <p className={classes["quiet"]}>{t("text.about")}</p> : null}
      <Counter text={shown} adds={adds} />
      <Dear text={text} change={change} />
    </div>
  );
}

/** What differs from person to person, by its name. */
function Variables({ more, insert }: { readonly more: readonly Variable[]; readonly insert: (variable: Variable) => void }) {
  const { t } = useTranslation("campaigns");
  const variables = [...more, ...useVariables()];
  return (
    <Group gap={6} mt={6} role="group" aria-label={t("text.insert")}>
      <span className={classes["quiet"]}>{t("text.insert")}</span>
      {variables.map((one) => (
        <UnstyledButton key={one.name} className={classes["variable"]} onClick={() => insert(one)}>
          <IconPlus size={13} aria-hidden="true" />
          {one.name}
        </UnstyledButton>
      ))}
    </Group>
  );
}
