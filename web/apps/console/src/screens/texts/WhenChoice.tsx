import { Group, SegmentedControl, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { zoneWords } from "./words.ts";
import type { Draft } from "./draft.ts";
import classes from "./texts.module.css";

interface Props {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

/** Now, or at a time on the company's wall. */
export function WhenChoice({ draft, change }: Props) {
  const { t, i18n } = useTranslation("texts");
  const { zone } = useTenant();
  return (
    <div role="group" aria-labelledby="text-when">
      <span id="text-when" className={classes["label"]}>
        {t("when.label")}
      </span>
      <Group gap="sm" align="flex-start">
        <SegmentedControl value={draft.later ? "later" : "now"} onChange={(value) => change({ later: value === "later" })}
          data={[{ value: "now", label: t("when.now") }, { value: "later", label: t("when.later") }]} />
        {draft.later ? (
          <TextInput type="datetime-local" value={draft.at} onChange={(event) => change({ at: event.currentTarget.value })} aria-label={t("when.at")}
            description={t("when.zone", { zone: zoneWords(zone, i18n.language) })} inputWrapperOrder={["input", "description"]} required />
        ) : null}
      </Group>
    </div>
  );
}
