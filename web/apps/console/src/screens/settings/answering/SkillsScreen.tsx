import type { AgentProfile, CallOptions, Skill } from "@guichet/api";
import { Badge, Button, Skeleton } from "@mantine/core";
import { IconPlus, IconStar, IconUsers } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { agentsQuery, createSkill, removeSkill, renameSkill, skillsQuery } from "../../../data/agents.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { useKeys } from "../../../kit/idempotency.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { useVisible } from "../../../kit/removal.ts";
import { RowMenu } from "../../../kit/RowMenu.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { Mark } from "./Mark.tsx";
import { NameDialog } from "./NameDialog.tsx";
import { byName } from "./order.ts";

/** What agents know and requests may need. */
export function SkillsScreen() {
  const { t } = useTranslation("agents");
  const tenant = useTenant();
  const may = useMay("agents.manage");
  const query = useQuery(skillsQuery(tenant.id));
  const [open, setOpen] = useState<Skill | "new" | null>(null);
  const add = may ? (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setOpen("new")}>
      {t("skills.add")}
    </Button>
  ) : null;
  const none = (
    <Empty icon={IconStar} title={t("skills.none")} action={add}>
      {t("skills.noneText")}
    </Empty>
  );
  return (
    <Page title={t("skills.title")} about={t("skills.about")} actions={query.data?.length ? add : null}>
      <Panel flush>
        <Loaded of={query} empty={{ when: (all) => all.length === 0, show: none }}>
          {(skills) => <SkillRows skills={skills} rename={setOpen} />}
        </Loaded>
      </Panel>
      {open ? <SkillDialog skill={open === "new" ? null : open} close={() => setOpen(null)} /> : null}
    </Page>
  );
}

function SkillDialog({ skill, close }: { readonly skill: Skill | null; readonly close: () => void }) {
  const { t } = useTranslation(["agents", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const save = async (name: string): Promise<void> => {
    await (skill ? renameSkill(tenant.id, skill, name) : createSkill(tenant.id, name, keyFor(name)));
    await queries.invalidateQueries({ queryKey: skillsQuery(tenant.id).queryKey });
  };
  return (
    <NameDialog
      title={skill?.name ?? t("skills.new")}
      label={t("skills.name")}
      hint={t("skills.nameHint")}
      name={skill?.name ?? ""}
      action={skill ? t("common:save") : t("common:add")}
      save={save}
      close={close}
    />
  );
}

interface SkillRowsProps {
  readonly skills: readonly Skill[];
  readonly rename: (skill: Skill) => void;
}

function SkillRows({ skills, rename }: SkillRowsProps) {
  const { t, i18n } = useTranslation("agents");
  const { data: agents } = useQuery(agentsQuery(useTenant().id));
  return (
    <Rows label={t("skills.title")}>
      {byName(useVisible(skills), i18n.language).map((skill) => (
        <SkillRow key={skill.id} skill={skill} agents={agents} rename={() => rename(skill)} />
      ))}
    </Rows>
  );
}

interface SkillRowProps {
  readonly skill: Skill;
  /** `undefined` until they are known. */
  readonly agents: readonly AgentProfile[] | undefined;
  readonly rename: () => void;
}

function SkillRow({ skill, agents, rename }: SkillRowProps) {
  const { t } = useTranslation("agents");
  const may = useMay("agents.manage");
  const knowing = agents?.filter((agent) => agent.skills.some((held) => held.skill_id === skill.id));
  return (
    <Row
      picture={<Mark icon={IconStar} />}
      title={skill.name}
      sub={knowing ? knowing.map((agent) => agent.name).join(", ") || t("skills.nobody") : "…"}
      facts={knowing ? <Knowing count={knowing.length} /> : <Skeleton width={104} height={20} radius="sm" />}
      menu={may ? <SkillMenu skill={skill} rename={rename} /> : null}
    />
  );
}

function Knowing({ count }: { readonly count: number }) {
  const { t } = useTranslation("agents");
  return (
    <Badge color={count > 0 ? "gray" : "yellow"} leftSection={<IconUsers size={13} aria-hidden="true" />}>
      {t("queues.agents", { count })}
    </Badge>
  );
}

function SkillMenu({ skill, rename }: { readonly skill: Skill; readonly rename: () => void }) {
  const { t } = useTranslation("agents");
  const tenant = useTenant();
  const removal = {
    id: skill.id,
    said: t("skills.removed", { name: skill.name }),
    list: skillsQuery(tenant.id).queryKey,
    remove: (options: CallOptions) => removeSkill(tenant.id, skill.id, options),
  };
  return <RowMenu label={t("actionsOf", { name: skill.name })} change={t("rename")} onChange={rename} removal={removal} />;
}
