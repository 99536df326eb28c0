import type { Queue, Skill } from "@guichet/api";
import { ActionIcon, Select, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Duration } from "../../../kit/Duration.tsx";
import type { Step } from "./queueForm.ts";
import classes from "./answering.module.css";

interface StepLineProps {
  readonly step: Step;
  readonly others: readonly Queue[];
  readonly skills: readonly Skill[];
  readonly error: string | undefined;
  readonly change: (next: Step) => void;
  readonly remove: () => void;
}

/** Which choice stands for what the step does: `q:<queue>`, `s:<skill>:` dropped, `s:<skill>:<level>`. */
function chosen(step: Step): string | null {
  if (step.any_agent_of !== null) return `q:${step.any_agent_of}`;
  return step.skill_id === null ? null : `s:${step.skill_id}:${step.level ?? ""}`;
}

function withChoice(step: Step, choice: string): Step {
  const [kind, id = "", level = ""] = choice.split(":");
  if (kind === "q") return { ...step, any_agent_of: id, skill_id: null, level: null };
  return { ...step, any_agent_of: null, skill_id: id, level: level === "" ? null : Number(level) };
}

const LEVELS = [1, 2, 3, 4] as const;

/** "After 60 s, also agents of Orders": one step, as a sentence. */
export function StepLine({ step, others, skills, error, change, remove }: StepLineProps) {
  const { t } = useTranslation("agents");
  const data = [
    { group: t("queue.alsoAgents"), items: others.map((one) => ({ value: `q:${one.id}`, label: t("queue.stepQueue", { name: one.name }) })) },
    {
      group: t("queue.lessDemanding"),
      items: skills.flatMap((skill) => [
        { value: `s:${skill.id}:`, label: t("queue.stepDrop", { name: skill.name }) },
        ...LEVELS.map((level) => ({ value: `s:${skill.id}:${level}`, label: t("queue.stepLevel", { name: skill.name, level }) })),
      ]),
    },
  ].filter((group) => group.items.length > 0);
  return (
    <li className={classes["step"]}>
      <div className={classes["sentence"]}>
        <span>{t("queue.after")}</span>
        <Duration bare min={1} label={t("queue.stepAfter")} value={step.after_seconds} onChange={(after_seconds) => change({ ...step, after_seconds })} />
        <Select
          className={classes["stepWhat"] ?? ""}
          aria-label={t("queue.stepWhat")}
          allowDeselect={false}
          searchable={skills.length > 3}
          data={data}
          value={chosen(step)}
          onChange={(choice) => (choice === null ? undefined : change(withChoice(step, choice)))}
        />
        <ActionIcon size="lg" aria-label={t("queue.removeStep")} onClick={remove}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      {error ? (
        <Text size="xs" c="var(--mantine-color-error)">
          {error}
        </Text>
      ) : null}
    </li>
  );
}
