import type { AgentProfile, Queue, Skill } from "@guichet/api";
import { MultiSelect, Select, SimpleGrid, Slider, Stack, Switch, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { agentsQuery, changeAgent, type AgentForm } from "../../../data/agents.ts";
import { FormDialog } from "../../../kit/Dialog.tsx";
import { useSubmission } from "../../../kit/forms.ts";
import { LANGUAGE_NAMES } from "../../../kit/languages.ts";
import { sayWithUndo } from "../../../kit/saved.tsx";
import { callsInterrupt, loadOf, MEDIA, withInterruption, withLoad, withUnits, type Load } from "./capacity.ts";
import { byName, queuesInOrder } from "./order.ts";
import { useLoadWords } from "./useLoadWords.ts";
import classes from "./answering.module.css";

interface AgentDialogProps {
  readonly agent: AgentProfile;
  readonly queues: readonly Queue[];
  readonly skills: readonly Skill[];
  readonly close: () => void;
}

type Values = AgentForm & Record<string, unknown>;

const startOf = ({ queues, skills, capacity, languages }: AgentProfile): Values => ({ queues, skills, capacity, languages });

/** Everything decided about one agent. */
export function AgentDialog({ agent, queues, skills, close }: AgentDialogProps) {
  const { t, i18n } = useTranslation(["agents", "common"]);
  const form = useForm<Values>({ initialValues: startOf(agent) });
  const { busy, error, submit } = useSubmission(form, useSave(agent, close));
  const values = form.values;
  return (
    <FormDialog title={agent.name} close={close} submit={form.onSubmit((all) => void submit(all))} busy={busy} error={error} action={t("common:save")} size="lg">
      <Stack gap="lg">
        <Preferences queues={queuesInOrder(queues, i18n.language)} held={values.queues} change={(next) => form.setFieldValue("queues", next)} />
        {skills.length > 0 ? (
          <Levels skills={byName(skills, i18n.language)} held={values.skills} change={(next) => form.setFieldValue("skills", next)} />
        ) : null}
        <MultiSelect
          label={t("agent.languages")}
          description={t("agent.languagesHint")}
          placeholder={values.languages.length === 0 ? t("agent.anyLanguage") : ""}
          data={LANGUAGE_NAMES}
          value={[...values.languages]}
          onChange={(picked) => form.setFieldValue("languages", picked)}
        />
        <Room capacity={values.capacity} change={(next) => form.setFieldValue("capacity", next)} />
      </Stack>
    </FormDialog>
  );
}

function useSave(agent: AgentProfile, close: () => void) {
  const { t } = useTranslation();
  const tenant = useTenant();
  const queries = useQueryClient();
  const renew = () => queries.invalidateQueries({ queryKey: agentsQuery(tenant.id).queryKey });
  return async ({ queues, skills, capacity, languages }: Values): Promise<void> => {
    const saved = await changeAgent(tenant.id, agent, { queues, skills, capacity, languages });
    sayWithUndo(t("saved"), () => void changeAgent(tenant.id, saved, startOf(agent)).then(renew));
    await renew();
    close();
  };
}

interface PreferencesProps {
  readonly queues: readonly Queue[];
  readonly held: AgentProfile["queues"];
  readonly change: (next: AgentProfile["queues"]) => void;
}

const ORDER = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const NOT = "0";

function Preferences({ queues, held, change }: PreferencesProps) {
  const { t } = useTranslation("agents");
  const data = [{ value: NOT, label: t("agent.notAnswered") }, ...ORDER.map((place) => ({ value: `${place}`, label: t("agent.place", { place }) }))];
  const pick = (queueId: string, picked: string | null): void => {
    const left = held.filter((one) => one.queue_id !== queueId);
    change(picked === null || picked === NOT ? left : [...left, { queue_id: queueId, preference: Number(picked) }]);
  };
  return (
    <section aria-label={t("queues.title")}>
      <Title order={3} mb={4}>
        {t("queues.title")}
      </Title>
      {queues.map((queue) => (
        <div key={queue.id} className={classes["line"]}>
          <span>{queue.name}</span>
          <Select
            w={168}
            size="xs"
            aria-label={t("agent.orderOf", { queue: queue.name })}
            allowDeselect={false}
            data={data}
            value={`${held.find((one) => one.queue_id === queue.id)?.preference ?? NOT}`}
            onChange={(picked) => pick(queue.id, picked)}
          />
        </div>
      ))}
    </section>
  );
}

interface LevelsProps {
  readonly skills: readonly Skill[];
  readonly held: AgentProfile["skills"];
  readonly change: (next: AgentProfile["skills"]) => void;
}

const LEVELS = [1, 2, 3, 4, 5] as const;

function Levels({ skills, held, change }: LevelsProps) {
  const { t } = useTranslation("agents");
  const data = [{ value: NOT, label: t("agent.unknown") }, ...LEVELS.map((level) => ({ value: `${level}`, label: t(`agent.levels.${level}`) }))];
  const pick = (skillId: string, picked: string | null): void => {
    const left = held.filter((one) => one.skill_id !== skillId);
    change(picked === null || picked === NOT ? left : [...left, { skill_id: skillId, level: Number(picked) }]);
  };
  return (
    <section aria-label={t("skills.title")}>
      <Title order={3} mb={4}>
        {t("skills.title")}
      </Title>
      {skills.map((skill) => (
        <div key={skill.id} className={classes["line"]}>
          <span>{skill.name}</span>
          <Select
            w={168}
            size="xs"
            aria-label={t("agent.levelOf", { skill: skill.name })}
            allowDeselect={false}
            data={data}
            value={`${held.find((one) => one.skill_id === skill.id)?.level ?? NOT}`}
            onChange={(picked) => pick(skill.id, picked)}
          />
        </div>
      ))}
    </section>
  );
}

interface RoomProps {
  readonly capacity: AgentProfile["capacity"];
  readonly change: (next: AgentProfile["capacity"]) => void;
}

const MARKS = [1, 4, 7, 10].map((value) => ({ value, label: `${value}` }));

/** How much at once, with what it means in plain words. */
function Room({ capacity, change }: RoomProps) {
  const { t } = useTranslation("agents");
  const words = useLoadWords();
  const loads = (medium: (typeof MEDIA)[number]) => {
    const known: readonly Load[] = ["light", "half", "whole", "none"];
    const own: readonly Load[] = loadOf(capacity, medium) === "own" ? ["own"] : [];
    return [...known, ...own].map((load) => ({ value: load, label: t(`load.${load}`) }));
  };
  return (
    <section aria-label={t("load.title")}>
      <Title order={3}>{t("load.title")}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("load.about")}
      </Text>
      <Slider min={1} max={10} value={Math.min(10, capacity.units)} onChange={(units) => change(withUnits(capacity, units))} marks={MARKS} thumbLabel={t("load.units")} mb="xl" />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xl" verticalSpacing={0}>
        {MEDIA.map((medium) => (
          <div key={medium} className={classes["line"]}>
            <span>{t(`media.${medium}`)}</span>
            <Select
              w={124}
              size="xs"
              aria-label={t("load.of", { medium: t(`media.${medium}`) })}
              allowDeselect={false}
              data={loads(medium)}
              value={loadOf(capacity, medium)}
              onChange={(picked) => (picked === null ? undefined : change(withLoad(capacity, medium, picked)))}
            />
          </div>
        ))}
      </SimpleGrid>
      <Switch
        my="md"
        label={t("load.mayInterrupt")}
        checked={callsInterrupt(capacity)}
        onChange={(event) => change(withInterruption(capacity, event.currentTarget.checked))}
      />
      <p className={classes["preview"]} role="status">
        {words.long(capacity, [])}
      </p>
    </section>
  );
}
