import { TagsInput } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import classes from "./desk.module.css";

const MOST = 10;
const LONGEST = 64;

interface Props {
  readonly answers: string[];
  readonly change: (answers: string[]) => void;
  readonly close: () => void;
}

/** The answers a person may give by one touch, offered with the words. */
export function OfferedAnswers({ answers, change, close }: Props) {
  const { t } = useTranslation("desk");
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    // Enter without words in it would send the form.
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Escape") close();
  }
  return (
    <TagsInput autoFocus className={classes["offered"]} size="sm" value={answers} onChange={change} onKeyDown={onKeyDown}
      label={t("quick.label")} description={t("quick.about")} placeholder={answers.length > 0 ? "" : t("quick.placeholder")}
      maxTags={MOST} maxLength={LONGEST} splitChars={[","]} acceptValueOnBlur clearable />
  );
}
