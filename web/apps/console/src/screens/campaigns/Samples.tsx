import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Preview } from "../../data/campaigns.ts";
import { Phone } from "../texts/Phone.tsx";
import { spaced } from "../texts/words.ts";
import classes from "./campaigns.module.css";
import { filled } from "./variables.ts";

interface Props {
  readonly text: string;
  readonly adds: string;
  readonly sender: string;
  /** Of what stands there now; else it is shown as somebody gets it of whom nothing is known. */
  readonly preview: Preview | null;
}

/** The text as three people get it: one on the telephone, the others a touch away. */
export function Samples({ text, adds, sender, preview }: Props) {
  const { t } = useTranslation("campaigns");
  const [place, setPlace] = useState(0);
  const samples = preview?.samples ?? [];
  const shown = Math.min(place, samples.length - 1);
  const sample = samples[shown];
  return (
    <div className={classes["samples"]}>
      <Phone sender={sender} text={sample?.text ?? (text.trim() && filled(text, undefined, t("text.link")) + adds)} />
      {samples.length > 0 ? (
        <ul className={classes["people"]} aria-label={t("samples.people")}>
          {samples.map((one, at) => {
            const who = one.name ?? spaced(one.address);
            return (
              <li key={one.address}>
                <UnstyledButton className={classes["onePerson"]} aria-pressed={at === shown} onClick={() => setPlace(at)}>
                  <span className={classes["onePersonName"]}>{who}</span>
                  <span className={classes["onePersonText"]}>{one.text}</span>
                </UnstyledButton>
              </li>
            );
          })}
        </ul>
      ) : null}
    </div>
  );
}
