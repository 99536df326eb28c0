import { Popover, UnstyledButton } from "@mantine/core";
import type { Fault } from "@guichet/api";
import { IconTrash } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./rules.module.css";

interface WordProps {
  readonly word: string;
  /** How it looks: what is asked, what it is compared with, or what follows. */
  readonly tone?: "plain" | "value" | "then";
  readonly faults?: readonly Fault[];
  readonly disabled?: boolean;
  /** Tells the word apart for who cannot see it, when the word alone does not. */
  readonly label?: string;
  /** Takes what the word stands for out of the sentence: offered below the choices, and on Delete. */
  readonly remove?: (() => void) | undefined;
  readonly children?: (close: () => void) => ReactNode;
}

/** A word of a sentence that opens what it can be changed to. */
export function Word(props: WordProps) {
  const { word, label, children, remove } = props;
  const { t } = useTranslation("rules");
  const [open, setOpen] = useState(false);
  const shown = word === "" ? t("choose") : word;
  const wrong = props.faults?.[0];
  return (
    <>
      <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus withinPortal width="max-content">
        <Popover.Target>
          <UnstyledButton
            className={classes["word"]}
            {...looksOf(props)}
            aria-label={t("change", { word: [label, shown].filter(Boolean).join(" ") })}
            onClick={() => setOpen(!open)}
            onKeyDown={(event) => {
              if (event.key === "Delete" || event.key === "Backspace") remove?.();
            }}
          >
            {shown}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown className={classes["choosing"] ?? ""} aria-label={label ?? shown}>
          {open ? children?.(() => setOpen(false)) : null}
          {remove ? (
            <UnstyledButton className={classes["taking"] ?? ""} onClick={remove}>
              <IconTrash size={14} aria-hidden="true" />
              {t("removeTest")}
            </UnstyledButton>
          ) : null}
        </Popover.Dropdown>
      </Popover>
      {wrong ? <Wrong fault={wrong} /> : null}
    </>
  );
}

const looksOf = ({ word, tone = "plain", faults = [], disabled = false }: WordProps) => ({
  "data-tone": tone,
  "data-empty": word === "" || undefined,
  "data-wrong": faults.length > 0 || undefined,
  disabled,
});

/** What is wrong, beside the word; without the rule's name, which stands above. */
export function Wrong({ fault }: { readonly fault: Fault }) {
  const rule = fault.params?.["rule"];
  const detail = typeof rule === "string" && fault.detail.startsWith(rule) ? fault.detail.slice(rule.length).replace(/^\s*:\s*/, "") : fault.detail;
  return (
    <span className={classes["wrong"]} role="note">
      {detail}
    </span>
  );
}
