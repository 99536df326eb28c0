import { ActionIcon, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
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

/** The text as this and that person gets it. */
export function Samples({ text, adds, sender, preview }: Props) {
  const { t } = useTranslation("campaigns");
  const [place, setPlace] = useState(0);
  const samples = preview?.samples ?? [];
  const sample = samples[Math.min(place, samples.length - 1)];
  const step = (by: number): void => setPlace((now) => (Math.min(now, samples.length - 1) + by + samples.length) % samples.length);
  return (
    <div className={classes["samples"]}>
      <Phone sender={sender} text={sample?.text ?? (text.trim() && filled(text) + adds)} />
      {sample ? (
        <Group justify="center" gap={4} wrap="nowrap">
          <ActionIcon size="lg" onClick={() => step(-1)} aria-label={t("samples.before")} disabled={samples.length < 2}>
            <IconChevronLeft size={18} />
          </ActionIcon>
          <Text size="sm" ta="center" aria-live="polite">
            {t("samples.as", { who: sample.name ?? spaced(sample.address) })}
          </Text>
          <ActionIcon size="lg" onClick={() => step(1)} aria-label={t("samples.next")} disabled={samples.length < 2}>
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
      ) : null}
    </div>
  );
}
