import type { Calendar, Queue, Skill } from "@guichet/api";
import { ActionIcon, Button, NumberInput, Select, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Duration } from "../../../kit/Duration.tsx";
import { Panel } from "../../../kit/Page.tsx";
import type { QueueFormOf } from "./QueueScreen.tsx";
import { StepLine } from "./StepLine.tsx";
import classes from "./answering.module.css";

interface PanelProps {
  readonly form: QueueFormOf;
}

export function BasicsPanel({ form, calendars }: PanelProps & { readonly calendars: readonly Calendar[] }) {
  const { t } = useTranslation("agents");
  return (
    <Panel>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="lg">
        <TextInput label={t("queue.name")} description={t("queue.nameHint")} maxLength={80} required withAsterisk={false} {...form.getInputProps("name")} />
        <Select
          label={t("queue.hours")}
          description={t("queue.hoursHint")}
          placeholder={t("queues.always")}
          clearable
          data={calendars.map((one) => ({ value: one.id, label: one.name }))}
          {...form.getInputProps("calendar_id")}
        />
      </SimpleGrid>
    </Panel>
  );
}

/** Short enough a promise to keep, in the middle of a sentence. */
export function AimPanel({ form }: PanelProps) {
  const { t } = useTranslation("agents");
  return (
    <Panel title={t("queue.aim")} about={t("queue.aimAbout")}>
      <div className={classes["sentence"]}>
        <span>{t("queue.aimBegins")}</span>
        <NumberInput w={84} aria-label={t("queue.percent")} min={1} max={100} suffix=" %" hideControls {...form.getInputProps("percent")} />
        <span>{t("queue.aimWithin")}</span>
        <Duration bare min={1} label={t("queue.within")} value={form.values.within_seconds} onChange={(value) => form.setFieldValue("within_seconds", value)} />
      </div>
    </Panel>
  );
}

const MOST_STEPS = 6;

interface WideningProps extends PanelProps {
  readonly others: readonly Queue[];
  readonly skills: readonly Skill[];
}

/** Whom else to ask as time goes by, one sentence a step. */
export function WideningPanel({ form, others, skills }: WideningProps) {
  const { t } = useTranslation("agents");
  const steps = form.values.steps;
  const possible = others.length > 0 || skills.length > 0;
  const add = (): void => {
    const after_seconds = (steps.at(-1)?.after_seconds ?? 0) + 60;
    form.insertListItem("steps", {
      key: crypto.randomUUID(),
      after_seconds,
      any_agent_of: others[0]?.id ?? null,
      skill_id: others[0] ? null : (skills[0]?.id ?? null),
      level: null,
    });
  };
  return (
    <Panel title={t("queue.widening")} about={possible ? t("queue.wideningAbout") : t("queue.wideningNothing")}>
      <Stack gap="sm">
        <ol className={classes["steps"]}>
          {steps.map((step, place) => (
            <StepLine
              key={step.key}
              step={step}
              others={others}
              skills={skills}
              error={stepError(form, place)}
              change={(next) => form.setFieldValue(`steps.${place}`, next)}
              remove={() => form.removeListItem("steps", place)}
            />
          ))}
        </ol>
        {possible && steps.length < MOST_STEPS ? (
          <Button variant="light" size="xs" className={classes["start"]} leftSection={<IconPlus size={16} />} onClick={add}>
            {t("queue.addStep")}
          </Button>
        ) : null}
        {others.length > 0 ? <OverflowLine form={form} others={others} /> : null}
      </Stack>
    </Panel>
  );
}

function stepError(form: QueueFormOf, place: number): string | undefined {
  const error = place === 0 ? form.errors["steps"] : undefined;
  return typeof error === "string" ? error : undefined;
}

function OverflowLine({ form, others }: PanelProps & { readonly others: readonly Queue[] }) {
  const { t } = useTranslation("agents");
  return (
    <div className={classes["overflow"]}>
      <Select
        label={t("queue.overflow")}
        description={t("queue.overflowHint")}
        placeholder={t("queue.overflowNever")}
        clearable
        data={others.map((one) => ({ value: one.id, label: one.name }))}
        {...form.getInputProps("overflow_queue")}
      />
      {form.values.overflow_queue ? (
        <Duration
          label={t("queue.overflowAfter")}
          min={1}
          value={form.values.overflow_after}
          onChange={(value) => form.setFieldValue("overflow_after", value)}
        />
      ) : null}
    </div>
  );
}

const MOST_RESULTS = 100;

/** What a request came to, as agents say at its end. */
export function EndPanel({ form }: PanelProps) {
  const { t } = useTranslation("agents");
  const held = form.values.dispositions;
  return (
    <Panel title={t("queue.end")} about={t("queue.endAbout")}>
      <Stack gap="sm">
        {held.length > 0 ? (
          <ul className={classes["plain"]} aria-label={t("queue.results")}>
            {held.map((one, place) => (
              <li key={one.key} className={classes["result"]}>
                <TextInput
                  aria-label={t("queue.result", { number: place + 1 })}
                  maxLength={80}
                  autoFocus={one.id === undefined && one.name === ""}
                  {...form.getInputProps(`dispositions.${place}.name`)}
                />
                <ActionIcon size="lg" aria-label={t("removeOf", { name: one.name })} onClick={() => form.removeListItem("dispositions", place)}>
                  <IconX size={16} />
                </ActionIcon>
              </li>
            ))}
          </ul>
        ) : null}
        {held.length < MOST_RESULTS ? (
          <Button
            variant="light"
            size="xs"
            className={classes["start"]}
            leftSection={<IconPlus size={16} />}
            onClick={() => form.insertListItem("dispositions", { key: crypto.randomUUID(), name: "" })}
          >
            {t("queue.addResult")}
          </Button>
        ) : null}
        {held.length > 0 ? <Switch label={t("queue.resultNeeded")} {...form.getInputProps("disposition_required", { type: "checkbox" })} /> : null}
        <Duration
          label={t("queue.wrapUp")}
          description={t("queue.wrapUpHint")}
          max={3_600}
          value={form.values.wrap_up_seconds}
          onChange={(value) => form.setFieldValue("wrap_up_seconds", value)}
        />
      </Stack>
    </Panel>
  );
}

/** What most never touch. */
export function FinePanel({ form }: PanelProps) {
  const { t } = useTranslation("agents");
  return (
    <Panel>
      <details className={classes["fine"]}>
        <summary>{t("queue.fine")}</summary>
        <Stack gap="lg" mt="md">
          <Switch label={t("queue.pick")} description={t("queue.pickHint")} {...form.getInputProps("manual_pick", { type: "checkbox" })} />
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="lg">
            <Duration
              label={t("queue.reservation")}
              description={t("queue.reservationHint")}
              min={5}
              max={600}
              value={form.values.reservation_seconds}
              onChange={(value) => form.setFieldValue("reservation_seconds", value)}
            />
            <NumberInput label={t("queue.priority")} description={t("queue.priorityHint")} min={-1440} max={1440} allowDecimal={false} {...form.getInputProps("priority")} />
            <Duration
              label={t("queue.shortAbandon")}
              description={t("queue.shortAbandonHint")}
              max={600}
              value={form.values.short_abandon_seconds}
              onChange={(value) => form.setFieldValue("short_abandon_seconds", value)}
            />
            <NumberInput
              label={t("queue.most")}
              description={t("queue.mostHint")}
              placeholder={t("queue.mostNone")}
              min={1}
              allowDecimal={false}
              value={form.values.most_waiting ?? ""}
              onChange={(typed) => form.setFieldValue("most_waiting", typed === "" ? null : Number(typed))}
            />
          </SimpleGrid>
          <Text size="xs" c="dimmed">
            {t("queue.fineRest")}
          </Text>
        </Stack>
      </details>
    </Panel>
  );
}
