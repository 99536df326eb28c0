import type { AgentProfile, Calendar, Queue } from "@guichet/api";
import { ActionIcon, Badge, Button, Menu, Skeleton } from "@mantine/core";
import { IconDots, IconPencil, IconPlus, IconStack2, IconTrash, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { agentsQuery, calendarsQuery, queuesQuery, removeQueue } from "../../../data/agents.ts";
import { spanInWords } from "../../../kit/durations.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { useRemoval, useVisible } from "../../../kit/removal.ts";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { Mark } from "./Mark.tsx";
import { queuesInOrder } from "./order.ts";
import classes from "./answering.module.css";

/** Where requests wait. */
export function QueuesScreen() {
  const { t } = useTranslation("agents");
  const tenant = useTenant();
  const may = useMay("agents.manage");
  const query = useQuery(queuesQuery(tenant.id));
  const add = (
    <Button
      leftSection={<IconPlus size={18} />}
      renderRoot={(props) => <Link to="/t/$tenant/settings/queues/$queue" params={{ tenant: tenant.slug, queue: "new" }} {...props} />}
    >
      {t("queues.add")}
    </Button>
  );
  return (
    <Page title={t("queues.title")} about={t("queues.about")} actions={may ? add : null}>
      <Panel flush>
        <Loaded of={query}>{(queues) => <QueueRows queues={queues} />}</Loaded>
      </Panel>
    </Page>
  );
}

function QueueRows({ queues }: { readonly queues: readonly Queue[] }) {
  const { t, i18n } = useTranslation("agents");
  const tenant = useTenant();
  const { data: agents } = useQuery(agentsQuery(tenant.id));
  const { data: calendars } = useQuery(calendarsQuery(tenant.id));
  return (
    <Rows label={t("queues.title")}>
      {queuesInOrder(useVisible(queues), i18n.language).map((queue) => (
        <QueueRow key={queue.id} queue={queue} agents={agents} calendars={calendars} />
      ))}
    </Rows>
  );
}

interface QueueRowProps {
  readonly queue: Queue;
  /** `undefined` until they are known. */
  readonly agents: readonly AgentProfile[] | undefined;
  readonly calendars: readonly Calendar[] | undefined;
}

function QueueRow({ queue, agents, calendars }: QueueRowProps) {
  const { t, i18n } = useTranslation("agents");
  const tenant = useTenant();
  const may = useMay("agents.manage");
  const kept = calendars?.find((calendar) => calendar.id === queue.calendar_id)?.name;
  const hours = queue.calendar_id === null ? t("queues.always") : (kept ?? "…");
  const aim = t("queues.aim", {
    percent: new Intl.NumberFormat(i18n.language, { style: "percent" }).format(queue.target.percent / 100),
    within: spanInWords(queue.target.within_seconds, i18n.language),
  });
  return (
    <Row
      picture={<Mark icon={IconStack2} />}
      title={
        <>
          <Link to="/t/$tenant/settings/queues/$queue" params={{ tenant: tenant.slug, queue: queue.id }} className={classes["link"]}>
            {queue.name}
          </Link>
          {queue.is_default ? <Badge color="gray">{t("queues.default")}</Badge> : null}
        </>
      }
      sub={`${hours} · ${aim}`}
      facts={agents ? <Answering queue={queue} agents={agents} /> : <Skeleton width={104} height={20} radius="sm" />}
      menu={may ? <QueueMenu queue={queue} /> : null}
    />
  );
}

/** How many answer it; nobody is worth a warning. */
function Answering({ queue, agents }: { readonly queue: Queue; readonly agents: readonly AgentProfile[] }) {
  const { t } = useTranslation("agents");
  const count = agents.filter((agent) => agent.queues.some((held) => held.queue_id === queue.id)).length;
  return (
    <Badge color={count > 0 ? "gray" : "yellow"} leftSection={<IconUsers size={13} aria-hidden="true" />}>
      {count > 0 ? t("queues.agents", { count }) : t("queues.nobody")}
    </Badge>
  );
}

function QueueMenu({ queue }: { readonly queue: Queue }) {
  const { t } = useTranslation(["agents", "common"]);
  const tenant = useTenant();
  const navigate = useNavigate();
  const remove = useRemoval();
  const leave = (): void =>
    remove({
      id: queue.id,
      said: t("queues.removed", { name: queue.name }),
      list: queuesQuery(tenant.id).queryKey,
      remove: async (options) => {
        await removeQueue(tenant.id, queue.id, null, options);
      },
    });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t("actionsOf", { name: queue.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPencil size={16} />}
          onClick={() => void navigate({ to: "/t/$tenant/settings/queues/$queue", params: { tenant: tenant.slug, queue: queue.id } })}
        >
          {t("common:edit")}
        </Menu.Item>
        {queue.is_default ? null : (
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={leave}>
            {t("common:remove")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
