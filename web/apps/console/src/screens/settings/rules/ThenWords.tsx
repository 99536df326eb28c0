import { NumberInput, Stack, TagsInput } from "@mantine/core";
import type { Fault, RoutingVocabulary, RuleSkill, RuleThen } from "@guichet/api";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Choice } from "./Choosing.tsx";
import { replaced, without } from "./model.ts";
import classes from "./rules.module.css";
import { Word, Wrong } from "./Word.tsx";
import { nameIn } from "./words.ts";

interface ThenWordsProps {
  readonly then: RuleThen;
  readonly where: string;
  readonly house: RoutingVocabulary;
  readonly faults: readonly Fault[];
  readonly change: (then: RuleThen) => void;
  readonly locked: boolean;
}

const SKILLS = ["require", "prefer", "forbid"] as const;

/** What follows, as words. */
export function ThenWords({ then, where, house, faults, change, locked }: ThenWordsProps) {
  const { t } = useTranslation("rules");
  const at = (place: string): readonly Fault[] => faults.filter((fault) => fault.pointer.startsWith(`${where}/${place}`));
  const own = faults.filter((fault) => fault.pointer === where);
  const clauses: ReactNode[] = [];
  const clause = (key: string, words: (remove: () => void) => ReactNode, taken: Partial<RuleThen>): void => {
    clauses.push(
      <span key={key} className={classes["test"]}>
        {words(() => change({ ...then, ...taken }))}
      </span>,
    );
  };
  if (then.queue_id !== null)
    clause(
      "queue",
      (remove) => <>
        <span className={classes["text"]}>{t("do.queue")}</span>
        <Word word={nameIn(house.queues, then.queue_id) ?? ""} tone="then" label={t("do.queue")} faults={at("queue_id")} disabled={locked} remove={remove}>
          {(close) => <Choice sections={[{ options: house.queues }]} chosen={then.queue_id ?? ""} choose={(queue) => {
              change({ ...then, queue_id: queue });
              close();
            }} />}
        </Word>
      </>,
      { queue_id: null },
    );
  for (const kind of SKILLS)
    then[kind].forEach((skill, index) =>
      clause(
        `${kind}${index}`,
        (remove) => <SkillWords remove={remove} kind={kind} skill={skill} house={house} faults={at(`${kind}/${index}`)} locked={locked} change={(next) => change({ ...then, [kind]: replaced(then[kind], index, next) })} />,
        { [kind]: without(then[kind], index) },
      ),
    );
  if (then.priority !== 0)
    clause(
      "priority",
      (remove) => <>
        <span className={classes["text"]}>{then.priority > 0 ? t("do.priority") : t("do.behind")}</span>
        <Word word={t("do.minutes", { count: Math.abs(then.priority) })} tone="then" label={t("do.priority")} faults={at("priority")} disabled={locked} remove={remove}>
          {() => <NumberInput data-autofocus size="sm" min={-1440} max={1440} label={t("do.minutesLabel")} description={t("do.minutesHint")} value={then.priority} onChange={(value) => typeof value === "number" && value !== 0 && change({ ...then, priority: Math.round(value) })} />}
        </Word>
      </>,
      { priority: 0 },
    );
  if (then.agent) clause("agent", (remove) => <AgentWords then={then} house={house} faults={at("agent")} change={change} locked={locked} remove={remove} />, { agent: null });
  if (then.tags.length > 0)
    clause(
      "tags",
      (remove) => <>
        <span className={classes["text"]}>{t("do.tags")}</span>
        <Word word={then.tags.join(", ")} tone="then" label={t("do.tags")} faults={at("tags")} disabled={locked} remove={remove}>
          {() => <TagsInput data-autofocus w={260} size="sm" label={t("do.tagsChoice")} description={t("do.tagsHint")} value={[...then.tags]} maxLength={60} maxTags={20} acceptValueOnBlur onChange={(tags) => tags.length && change({ ...then, tags })} comboboxProps={{ withinPortal: false }} />}
        </Word>
      </>,
      { tags: [] },
    );
  if (then.go_on) clause("go_on", (remove) => <Word word={t("do.goOn")} disabled={locked} remove={remove} />, { go_on: false });
  return (
    <span className={classes["group"]}>
      {clauses.map((one, index) => (
        <Fragment key={index}>
          {index > 0 ? <span className={classes["comma"]}>,</span> : null}
          {one}
        </Fragment>
      ))}
      {locked ? null : <More then={then} house={house} change={change} />}
      {own.map((fault) => (
        <Wrong key={fault.code} fault={fault} />
      ))}
    </span>
  );
}

interface SkillWordsProps {
  readonly kind: (typeof SKILLS)[number];
  readonly skill: RuleSkill;
  readonly house: RoutingVocabulary;
  readonly faults: readonly Fault[];
  readonly change: (skill: RuleSkill) => void;
  readonly locked: boolean;
  readonly remove: () => void;
}

function SkillWords({ kind, skill, house, faults, change, locked, remove }: SkillWordsProps) {
  const { t } = useTranslation("rules");
  return (
    <>
      <span className={classes["text"]}>{t(`do.${kind}`)}</span>
      <Word word={nameIn(house.skills, skill.skill_id) ?? ""} tone="then" label={t(`do.${kind}`)} faults={faults} disabled={locked} remove={remove}>
        {(close) => <Choice sections={[{ options: house.skills }]} chosen={skill.skill_id} choose={(id) => {
              change({ ...skill, skill_id: id });
              close();
            }} />}
      </Word>
      <Word word={t("do.level", { level: skill.level })} tone="then" disabled={locked} remove={remove}>
        {(close) => (
          <Choice
            sections={[{ title: t("do.levelAtLeast"), options: [1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: t("do.level", { level }) })) }]}
            chosen={String(skill.level)}
            choose={(level) => {
              change({ ...skill, level: Number(level) });
              close();
            }}
          />
        )}
      </Word>
    </>
  );
}

function AgentWords({ then, house, faults, change, locked, remove }: Omit<ThenWordsProps, "where"> & { readonly remove: () => void }) {
  const { t } = useTranslation("rules");
  const { agent } = then;
  if (!agent) return null;
  const time = agent.minutes === null ? t("do.forever") : t("do.minutes", { count: agent.minutes });
  return (
    <>
      <span className={classes["text"]}>{agent.whom === "last" ? t("do.last") : t("do.agent")}</span>
      {agent.whom === "agent" ? (
        <Word word={nameIn(house.agents, agent.agent_id) ?? ""} tone="then" label={t("do.agent")} faults={faults} disabled={locked} remove={remove}>
          {(close) => <Choice sections={[{ options: house.agents }]} chosen={agent.agent_id ?? ""} choose={(id) => {
              change({ ...then, agent: { ...agent, agent_id: id } });
              close();
            }} />}
        </Word>
      ) : null}
      {agent.minutes === null ? null : <span className={classes["text"]}>{t("do.for")}</span>}
      <Word word={time} tone="then" disabled={locked} remove={remove}>
        {() => (
          <Stack>
            <NumberInput data-autofocus size="sm" min={0} max={10080} label={t("do.minutesFor")} placeholder={t("do.forever")} value={agent.minutes ?? ""} onChange={(value) => change({ ...then, agent: { ...agent, minutes: typeof value === "number" && value > 0 ? Math.round(value) : null } })} />
          </Stack>
        )}
      </Word>
    </>
  );
}

interface MoreProps {
  readonly then: RuleThen;
  readonly house: RoutingVocabulary;
  readonly change: (then: RuleThen) => void;
}

/** What can still be added, each with a sensible beginning. */
function additionsTo(then: RuleThen, house: RoutingVocabulary, tag: string): Readonly<Partial<Record<Addition, Partial<RuleThen>>>> {
  const more = (kind: (typeof SKILLS)[number]): Partial<RuleThen> | undefined => {
    const unused = house.skills.find((one) => !then[kind].some((skill) => skill.skill_id === one.value));
    return unused ? { [kind]: [...then[kind], { skill_id: unused.value, level: 1 }] } : undefined;
  };
  const first = (list: readonly { readonly value: string }[]): string | null => list[0]?.value ?? null;
  const given: [Addition, Partial<RuleThen> | false | undefined][] = [
    ["queue", then.queue_id === null && { queue_id: first(house.queues) }],
    ["require", more("require")],
    ["prefer", more("prefer")],
    ["forbid", more("forbid")],
    ["priority", then.priority === 0 && { priority: 10 }],
    ["last", !then.agent && { agent: { whom: "last", agent_id: null, minutes: 5 } }],
    ["agent", !then.agent && house.agents.length > 0 && { agent: { whom: "agent", agent_id: first(house.agents), minutes: 5 } }],
    ["tags", then.tags.length === 0 && { tags: [tag] }],
    ["goOn", !then.go_on && { go_on: true }],
  ];
  return Object.fromEntries(given.filter(([, addition]) => addition));
}

type Addition = "queue" | "require" | "prefer" | "forbid" | "priority" | "last" | "agent" | "tags" | "goOn";

function More({ then, house, change }: MoreProps) {
  const { t } = useTranslation("rules");
  const additions = additionsTo(then, house, house.tags[0] ?? t("do.tagsDefault"));
  const options = (Object.keys(additions) as Addition[]).map((name) => ({ value: name, label: t(`do.${name}Choice`) }));
  if (options.length === 0) return null;
  return (
    <span className={classes["adding"]}>
      <Word word={`+ ${t("do.more")}…`} label="">
        {(close) => (
          <Choice
            sections={[{ options }]}
            choose={(name) => {
              change({ ...then, ...additions[name as Addition] });
              close();
            }}
          />
        )}
      </Word>
    </span>
  );
}
