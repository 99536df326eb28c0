import type { AgentProfile, Presence } from "@guichet/api";
import { Badge, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { reasonsQuery, setPresenceOf } from "../../data/agents.ts";
import { Empty } from "../../kit/Empty.tsx";
import { useReasonWords } from "../../kit/reasons.ts";
import { Row, Rows } from "../../kit/Rows.tsx";
import { PersonMark } from "../../kit/TenantMark.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { useNow } from "../../kit/When.tsx";
import type { Board } from "./board.ts";
import { occupancy } from "./figures.ts";
import { useFormats } from "./formats.ts";
import { InHand } from "./InHand.tsx";

const QueuesDialog = lazy(async () => ({ default: (await import("./QueuesDialog.tsx")).QueuesDialog }));

/** Who is there, what they have in hand, and how their day went. */
export function AgentRows({ board }: { readonly board: Board }) {
  const { t } = useTranslation("supervision");
  if (board.agents.length === 0) {
    return (
      <Empty icon={IconUsers} title={t("agents.none")}>
        {t("agents.none_about")}
      </Empty>
    );
  }
  return (
    <Rows label={t("agents.title")}>
      {board.agents.map((one) => (
        <AgentRow key={one.agent.id} one={one} board={board} />
      ))}
    </Rows>
  );
}

function AgentRow({ one, board }: { readonly one: Board["agents"][number]; readonly board: Board }) {
  const { t } = useTranslation("supervision");
  const { share, count } = useFormats();
  const sums = board.agentSums.get(one.agent.id) ?? {};
  return (
    <Row
      picture={<PersonMark name={one.agent.name} size={36} />}
      title={
        <>
          {one.agent.name} <PresenceSign one={one} />
        </>
      }
      sub={one.has.length > 0 ? <InHand requests={one.has} queues={board.queues} /> : t("agents.free")}
      facts={
        <>
          <span>{t("agents.answered", { count: sums["answered"] ?? 0, number: count(sums["answered"] ?? 0) })}</span>
          <span>{t("agents.occupancy", { share: share(occupancy(sums)) })}</span>
          {(sums["missed"] ?? 0) > 0 ? <Badge color="yellow">{t("agents.missed", { count: sums["missed"] ?? 0 })}</Badge> : null}
        </>
      }
      actions={<AgentMenu agent={one.agent} queues={board.queues} />}
    />
  );
}

const COLOURS = { ready: "green", not_ready: "yellow", offline: "gray" } as const;

function PresenceSign({ one }: { readonly one: Board["agents"][number] }) {
  const { t } = useTranslation("supervision");
  const status = one.presence?.status ?? "offline";
  if (!one.presence || status === "offline") return <Badge color="gray">{t("agents.presence.offline")}</Badge>;
  return (
    <Badge color={COLOURS[status]}>
      <Said presence={one.presence} /> <Since at={one.presence.since} />
      {one.presence.lost_at ? ` · ${t("agents.lost")}` : null}
    </Badge>
  );
}

function Said({ presence }: { readonly presence: Presence }) {
  const { t } = useTranslation("supervision");
  const { data: reasons = [] } = useQuery(reasonsQuery(useTenant().id));
  const words = useReasonWords();
  return <>{presence.reason ? words(presence.reason, reasons) : t(`agents.presence.${presence.status}`)}</>;
}

function Since({ at }: { readonly at: string }) {
  const { time } = useFormats();
  const now = useNow(1000);
  return <span className="tabular">{time(now - Date.parse(at))}</span>;
}

/** Sets an agent's presence, or the queues they answer. */
function AgentMenu({ agent, queues }: { readonly agent: AgentProfile; readonly queues: Board["queues"] }) {
  const { t } = useTranslation("supervision");
  const tenant = useTenant();
  const deed = useDeed({ run: (status: "ready" | "not_ready" | "offline") => setPresenceOf(tenant.id, agent.id, status, null), said: t("agents.changed") });
  const [choosing, setChoosing] = useState(false);
  return (
    <>
    <Suspense>{choosing ? <QueuesDialog agent={agent} queues={queues} close={() => setChoosing(false)} /> : null}</Suspense>
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" color="gray" rightSection={<IconChevronDown size={14} />}>
          {t("agents.change")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(["ready", "not_ready", "offline"] as const).map((status) => (
          <Menu.Item key={status} onClick={() => deed.mutate(status)}>
            {t(`agents.presence.${status}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => setChoosing(true)}>{t("agents.queues")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
    </>
  );
}
