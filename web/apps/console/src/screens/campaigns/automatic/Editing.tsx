import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { createTrigger, triggerQuery, triggersKey, type NewTrigger, type Trigger } from "../../../data/automatic.ts";
import type { Campaign, PaceKind } from "../../../data/campaigns.ts";
import { useKeys } from "../../../kit/idempotency.ts";
import { TroubleNote } from "../../../kit/Trouble.tsx";
import { AnswerChoice } from "../AnswerChoice.tsx";
import { ProblemNote } from "../Before.tsx";
import classes from "../campaigns.module.css";
import { bodyOf, EMPTY, formOf, isBegun, isWhole, NOBODY, type Form, type Proposed } from "../draft.ts";
import { Message } from "../Message.tsx";
import { NotKept } from "../NotKept.tsx";
import { KeptMark, Step } from "../Step.tsx";
import { useKept, type Kept } from "../useKept.ts";
import { useProposed } from "../useProposed.ts";
import { PaceAndLimits } from "../WhenPace.tsx";
import { Who } from "../Who.tsx";
import { againFrom, causeOf, inShort, isPersonal, isSet, limitsOf, NEW_PLAN, parametersOf, planOf, variablesFor, type Plan } from "./plan.ts";
import { useCauseWords } from "./useCauseWords.ts";
import { useKeptPlan } from "./useKeptPlan.ts";
import { useKnownEvents } from "./useSeen.ts";
import { LimitFields, WhenChoice } from "./WhenChoice.tsx";

interface Props {
  /** What is said, as far as it is kept. */
  readonly start: Campaign | null;
  /** `null`: it was not switched on yet. */
  readonly trigger: Trigger | null;
  readonly created: (draft: string) => void;
  /** A campaign that is to go again and again. */
  readonly again?: boolean;
}

/** A new one is news of what somebody asked for, until said otherwise. */
const NEW_FORM: Form = { ...EMPTY, purpose: "service" };
/** That nobody was chosen is no trouble where it goes to whom something happens. */
const OF_NOBODY = new Set(["nobody_chosen", "empty_audience", "all_excluded"]);

function firstPlan(trigger: Trigger | null, form: Form, again: boolean): Plan {
  if (trigger) return planOf(trigger, Object.keys(form.parameters));
  return again ? againFrom(form) : NEW_PLAN;
}

/** Paces that mean the same each time: an instant the last one leaves by is one of a single day. */
const pacesOf = ({ kind, local }: Plan): readonly PaceKind[] => (isPersonal(kind) || (kind === "again" && local) ? ["none"] : ["none", "rate", "agents"]);

function useEditing({ start, trigger, created, again = false }: Props) {
  const tenant = useTenant();
  const [form, setForm] = useState<Form>(() => (start ? formOf(start, tenant.zone) : NEW_FORM));
  const [plan, setPlan] = useState<Plan>(() => firstPlan(trigger, form, again));
  const known = useKnownEvents(plan.type);
  const personal = isPersonal(plan.kind);
  const parameters = parametersOf(plan, form.text, known.seen, form.parameters);
  const written: Form = { ...form, parameters, when: "now", pace: pacesOf(plan).includes(form.pace) ? form.pace : "none", ...(personal ? { everybody: false, conditions: [], people: NOBODY } : {}) };
  const proposed = useProposed(written);
  const said = written.text.trim() !== "" && (written.purpose !== "marketing" || written.consent !== "none");
  const body = isBegun(written) ? bodyOf(written, proposed, tenant.zone, tenant.currency) : null;
  const kept = useKept(start, body, personal ? said : isWhole(written), created);
  const wanted = isSet(plan) ? { when: causeOf(plan, known.shapes), limits: limitsOf(plan) } : null;
  const planKept = useKeptPlan(trigger, wanted);
  return {
    form: written, plan, known, personal, proposed, body, kept, wanted, planKept,
    whole: personal ? said : isWhole(written),
    change: (part: Partial<Form>): void => setForm((held) => ({ ...held, ...part })),
    changePlan: (part: Partial<Plan>): void => setPlan((held) => ({ ...held, ...part })),
  };
}

/** When something happens, send this: from top to bottom. */
export function Editing(props: Props) {
  const { t } = useTranslation(["automatic", "campaigns"]);
  const { form, plan, known, personal, proposed, body, kept, wanted, planKept, whole, change, changePlan } = useEditing(props);
  return (
    <form className={classes["write"]} onSubmit={(event) => event.preventDefault()}>
      <Step id="when" title={t("when.title")}>
        <WhenChoice plan={plan} known={known} change={changePlan} />
      </Step>
      {personal ? null : (
        <Step id="people" title={t("campaigns:who.title")}>
          <Who form={form} change={change} />
        </Step>
      )}
      <Step id="text" title={t("text.title")} {...(personal ? { about: t("text.personal") } : {})}>
        <Text fw={600} size="sm" mb={6}>
          {t("campaigns:answer.title")}
        </Text>
        <AnswerChoice form={form} proposed={proposed} change={change} />
        <div className={classes["gap"]}>
          <Message form={form} sender={form.sender ?? proposed.sender} kept={kept} body={body} change={change} more={variablesFor(plan, known.seen)} toOne={personal} />
        </div>
      </Step>
      {personal ? null : <PaceStep form={form} plan={plan} proposed={proposed} change={change} />}
      <Step id="limits" title={t("limits.title")} about={t(`limits.about_${plan.kind}`)}>
        <LimitFields plan={plan} change={changePlan} />
      </Step>
      <Step id="before" title={t("on.title")}>
        <NotKept kept={kept} form={form} change={change} />
        <TroubleNote error={planKept.error} />
        <Problems form={form} kept={kept} personal={personal} change={change} />
        <Summary plan={plan} form={form} wanted={wanted} whole={whole} />
        <TextInput mt="md" label={t("campaigns:write.name")} description={t("campaigns:write.name_about")} placeholder={proposed.name} value={form.name} maxLength={120} maw={480} onChange={(event) => change({ name: event.currentTarget.value })} />
        {props.trigger ? (
          <div className={classes["below"]}>
            <KeptMark kept={{ ...kept, kept: kept.kept && planKept.kept, error: kept.error ?? planKept.error }} />
          </div>
        ) : (
          <SwitchOn kept={kept} wanted={wanted} ready={whole && !stops(kept, personal)} />
        )}
      </Step>
    </form>
  );
}

interface PaceStepProps {
  readonly form: Form;
  readonly plan: Plan;
  readonly proposed: Proposed;
  readonly change: (part: Partial<Form>) => void;
}

function PaceStep({ form, plan, proposed, change }: PaceStepProps) {
  const { t } = useTranslation("campaigns");
  return (
    <Step id="pace" title={t("when.more")}>
      <PaceAndLimits form={form} answerable={form.answerable ?? proposed.answerable} change={change} paces={pacesOf(plan)} />
    </Step>
  );
}

const problemsOf = (kept: Kept, personal: boolean) => (kept.preview?.problems ?? []).filter((one) => !personal || !OF_NOBODY.has(one.code));
const stops = (kept: Kept, personal: boolean): boolean => problemsOf(kept, personal).some((one) => one.stops);

interface ProblemsProps {
  readonly form: Form;
  readonly kept: Kept;
  readonly personal: boolean;
  readonly change: (part: Partial<Form>) => void;
}

function Problems({ form, kept, personal, change }: ProblemsProps) {
  return (
    <div aria-live="polite" className={classes["before"]}>
      {problemsOf(kept, personal).map((one) => (
        <ProblemNote key={`${one.code} ${one.detail}`} problem={one} form={form} change={change} />
      ))}
    </div>
  );
}

interface SummaryProps {
  readonly plan: Plan;
  readonly form: Form;
  readonly wanted: Pick<Trigger, "when" | "limits"> | null;
  readonly whole: boolean;
}

/** All of it in one sentence, or what is still to be said. */
function Summary({ form, wanted, whole }: SummaryProps) {
  const { t } = useTranslation("automatic");
  const words = useCauseWords();
  const missing = [...(wanted === null ? [t("on.missing_when")] : []), ...(whole ? [] : [t("on.missing_text")])];
  if (missing.length > 0 || wanted === null) return <Text c="dimmed">{missing.join(" ")}</Text>;
  return (
    <p className={classes["summary"]}>
      <strong>{words(wanted.when)}</strong> <span aria-hidden="true">{"→"}</span> {t("on.send", { text: inShort(form.text, form.parameters, t("link")).slice(0, 120) })}
    </p>
  );
}

interface SwitchProps {
  readonly kept: Kept;
  readonly wanted: Pick<Trigger, "when" | "limits"> | null;
  readonly ready: boolean;
}

/** From now on, by itself. */
function SwitchOn({ kept, wanted, ready }: SwitchProps) {
  const { t } = useTranslation("automatic");
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeys();
  const may = useMay("campaigns.send");
  const make = useMutation({
    mutationFn: (body: NewTrigger) => createTrigger(tenant.id, body, keyFor(body)),
    onSuccess: async (made) => {
      queries.setQueryData(triggerQuery(tenant.id, made.id).queryKey, made);
      await queries.invalidateQueries({ queryKey: triggersKey(tenant.id) });
      await navigate({ to: "/t/$tenant/campaigns/automatic/$trigger", params: { tenant: tenant.slug, trigger: made.id }, replace: true });
    },
  });
  const run = (enabled: boolean): void => {
    if (kept.id && wanted) make.mutate({ campaign_id: kept.id, ...wanted, enabled });
  };
  const off = !ready || wanted === null || !kept.kept || kept.id === null;
  return (
    <>
      <div className={classes["below"]}>
        <TroubleNote error={make.error} />
      </div>
      <Group justify="space-between" mt="md" gap="sm">
        <KeptMark kept={kept} />
        {may ? (
          <Group gap="xs">
            <Button variant="subtle" color="gray" disabled={off} loading={make.isPending && !make.variables.enabled} onClick={() => run(false)}>
              {t("on.later")}
            </Button>
            <Button size="md" leftSection={<IconBolt size={18} />} disabled={off} loading={make.isPending && make.variables.enabled} onClick={() => run(true)}>
              {t("on.now")}
            </Button>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {t("on.may_not")}
          </Text>
        )}
      </Group>
    </>
  );
}
