import type { AgentProfile, Queue, Skill } from "@guichet/api";
import { Badge, Button, Tooltip, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconUserPlus, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { agentsQuery, queuesQuery, skillsQuery } from "../../../data/agents.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { PersonMark } from "../../../kit/TenantMark.tsx";
import { AgentDialog } from "./AgentDialog.tsx";
import { byName, queuesInOrder } from "./order.ts";
import { useAssign } from "./useAssign.ts";
import { useLoadWords } from "./useLoadWords.ts";
import classes from "./answering.module.css";

/** Who answers which queue, and knows what how well. */
export function AgentsScreen() {
  const { t, i18n } = useTranslation("agents");
  const tenant = useTenant();
  const query = useQuery(agentsQuery(tenant.id));
  const { data: queues = [] } = useQuery(queuesQuery(tenant.id));
  const { data: skills = [] } = useQuery(skillsQuery(tenant.id));
  const [changing, setChanging] = useState<AgentProfile | null>(null);
  return (
    <Page title={t("agents.title")} about={t("agents.about")} actions={<InviteLink />}>
      <Panel flush>
        <Loaded of={query} empty={{ when: (all) => all.length === 0, show: <Nobody /> }}>
          {(agents) => (
            <Everybody
              agents={byName(agents, i18n.language)}
              queues={queuesInOrder(queues, i18n.language)}
              skills={byName(skills, i18n.language)}
              change={setChanging}
            />
          )}
        </Loaded>
      </Panel>
      {changing ? <AgentDialog agent={changing} queues={queues} skills={skills} close={() => setChanging(null)} /> : null}
    </Page>
  );
}

function InviteLink() {
  const { t } = useTranslation("agents");
  const tenant = useTenant();
  if (!useMay("members.manage")) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconUserPlus size={18} />}
      renderRoot={(props) => <Link to="/t/$tenant/settings/members" params={{ tenant: tenant.slug }} {...props} />}
    >
      {t("agents.invite")}
    </Button>
  );
}

function Nobody() {
  const { t } = useTranslation("agents");
  return (
    <Empty icon={IconUsersGroup} title={t("agents.none")} action={<InviteLink />}>
      {t("agents.noneText")}
    </Empty>
  );
}

interface EverybodyProps {
  readonly agents: readonly AgentProfile[];
  readonly queues: readonly Queue[];
  readonly skills: readonly Skill[];
  readonly change: (agent: AgentProfile) => void;
}

/** Below this width a table of people and queues cannot be read. */
const ROOM_FOR_TABLE = "(min-width: 48em)";

function Everybody(props: EverybodyProps) {
  const table = useMediaQuery(ROOM_FOR_TABLE, undefined, { getInitialValueInEffect: false });
  return table ? <Matrix {...props} /> : <List {...props} />;
}

function Matrix({ agents, queues, skills, change }: EverybodyProps) {
  const { t } = useTranslation("agents");
  return (
    // A table that scrolls sideways must do so by keyboard, too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <div className={classes["scroll"]} tabIndex={0} role="region" aria-label={t("agents.title")}>
      <table className={classes["matrix"]}>
        <thead>
          <tr>
            <th scope="col" className={classes["who"]}>
              {t("agents.agent")}
            </th>
            {queues.map((queue) => (
              <th key={queue.id} scope="col">
                {queue.name}
              </th>
            ))}
            {skills.map((skill, place) => (
              <th key={skill.id} scope="col" className={place === 0 ? classes["group"] : undefined}>
                {skill.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <tr key={agent.id}>
              <th scope="row" className={classes["who"]}>
                <Person agent={agent} change={change} />
              </th>
              {queues.map((queue) => (
                <td key={queue.id}>
                  <QueueCell agent={agent} queue={queue} />
                </td>
              ))}
              {skills.map((skill, place) => (
                <td key={skill.id} className={place === 0 ? classes["group"] : undefined}>
                  <Level level={agent.skills.find((held) => held.skill_id === skill.id)?.level ?? 0} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Person({ agent, change }: { readonly agent: AgentProfile; readonly change: (agent: AgentProfile) => void }) {
  const words = useLoadWords();
  const may = useMay("agents.manage");
  const said = (
    <>
      <PersonMark name={agent.name} size={32} />
      <span className={classes["personWords"]}>
        <span className={classes["personName"]}>{agent.name}</span>
        <span className={classes["load"]}>{words.short(agent.capacity)}</span>
      </span>
    </>
  );
  if (!may) return <span className={classes["person"]}>{said}</span>;
  return (
    <UnstyledButton className={classes["person"]} onClick={() => change(agent)}>
      {said}
    </UnstyledButton>
  );
}

/** Whether the agent answers the queue, and in which order among theirs; one click changes it. */
function QueueCell({ agent, queue }: { readonly agent: AgentProfile; readonly queue: Queue }) {
  const { t } = useTranslation("agents");
  const may = useMay("agents.assign");
  const toggle = useAssign(agent);
  const preference = agent.queues.find((held) => held.queue_id === queue.id)?.preference;
  const on = preference !== undefined;
  const face = on ? preference : <span className={classes["nothing"]} aria-hidden="true" />;
  if (!may) {
    return (
      <span className={classes["cell"]} data-on={on}>
        {face}
      </span>
    );
  }
  return (
    <Tooltip label={on ? t("agents.leaves") : t("agents.joins")}>
      <UnstyledButton
        className={classes["cell"]}
        data-on={on}
        aria-pressed={on}
        onClick={() => toggle(queue.id)}
      >
        <VisuallyHidden>{t("agents.answers", { agent: agent.name, queue: queue.name })}</VisuallyHidden>
        {face}
      </UnstyledButton>
    </Tooltip>
  );
}

const LEVELS = [1, 2, 3, 4, 5] as const;

function Level({ level }: { readonly level: number }) {
  const { t } = useTranslation("agents");
  if (level === 0) return <span className={classes["nothing"]} role="img" aria-label={t("agents.noSkill")} />;
  return (
    <span className={classes["dots"]} role="img" aria-label={t("agents.level", { level })}>
      {LEVELS.map((one) => (
        <span key={one} className={classes["dot"]} data-on={one <= level} />
      ))}
    </span>
  );
}

/** The same where it is narrow: one row a person, everything else in their dialog. */
function List({ agents, queues, skills, change }: EverybodyProps) {
  const { t } = useTranslation("agents");
  const nameOf = (id: string): string => queues.find((queue) => queue.id === id)?.name ?? "";
  const skillOf = (id: string): string => skills.find((skill) => skill.id === id)?.name ?? "";
  return (
    <Rows label={t("agents.title")}>
      {agents.map((agent) => (
        <Row
          key={agent.id}
          title={<Person agent={agent} change={change} />}
          facts={
            <>
              {agent.queues.map((held) => (
                <Badge key={held.queue_id}>{nameOf(held.queue_id)}</Badge>
              ))}
              {agent.skills.map((held) => (
                <Badge key={held.skill_id} color="gray">
                  {`${skillOf(held.skill_id)} ${held.level}`}
                </Badge>
              ))}
            </>
          }
        />
      ))}
    </Rows>
  );
}
