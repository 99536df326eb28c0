import { Badge, Button, Menu, Text } from "@mantine/core";
import { IconArrowRight, IconChevronDown, IconCoffee } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { describeInteraction, takeInteraction, type Description } from "../../data/desk.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { sayWithUndo } from "../../kit/saved.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { useNow } from "../../kit/When.tsx";
import { MediumIcon } from "../desk/InboxRow.tsx";
import { ContactAvatar, useContactName } from "../desk/person.tsx";
import { standing, type Board, type BoardRequest, type Told } from "./board.ts";
import { useFormats } from "./formats.ts";

/** More are counted, not listed. */
const MOST = 50;

/** Who waits, since when, and what can be done about it. */
export function WaitingRows({ board }: { readonly board: Board }) {
  const { t } = useTranslation("supervision");
  if (board.waiting.length === 0) {
    return (
      <Empty icon={IconCoffee} title={t("waiting.nobody")}>
        {t("waiting.nobody_about")}
      </Empty>
    );
  }
  return (
    <>
      <Rows label={t("waiting.title")}>
        {board.waiting.slice(0, MOST).map((one) => (
          <WaitingRow key={one.id} one={one} board={board} />
        ))}
      </Rows>
      {board.waiting.length > MOST ? (
        <Text size="sm" c="dimmed" px="lg" py="xs">
          {t("waiting.more", { count: board.waiting.length - MOST })}
        </Text>
      ) : null}
    </>
  );
}

function WaitingRow({ one, board }: { readonly one: BoardRequest; readonly board: Board }) {
  const { t } = useTranslation("supervision");
  const tenant = useTenant();
  const { time } = useFormats();
  const now = useNow(1000);
  const name = useContactName(one.contact);
  const describe = useDeed({ run: (change: Description) => describeInteraction(tenant.id, one.id, change) });
  const change = (wanted: Description, said: string, before: Description): void =>
    describe.mutate(wanted, { onSuccess: () => sayWithUndo(said, () => describe.mutate(before)) });
  const move = (queue: string): void => change({ queue_id: queue }, t("waiting.moved"), one.queue ? { queue_id: one.queue.id } : {});
  const raise = (): void => change({ priority: Math.min(1440, one.priority + 60) }, t("waiting.raised"), { priority: one.priority });
  const take = useDeed({ run: () => takeInteraction(tenant.id, one.id) });
  return (
    <Row
      picture={<ContactAvatar contact={one.contact} size={36} />}
      title={
        <>
          {name} <MediumIcon medium={one.medium} />
          {one.offer ? <Badge color="yellow">{t("waiting.offered", { agent: one.offer.agent.name })}</Badge> : null}
        </>
      }
      sub={[one.queue?.name, one.subject_name ?? one.subject].filter(Boolean).join(" · ")}
      facts={
        <>
          <Promised told={board.promises.get(one.id)} now={now} />
          <span>{t("waiting.since", { time: time(now - Date.parse(one.waiting_since ?? one.created_at)) })}</span>
        </>
      }
      actions={
        <>
          <Button component={Link} to={`/t/${tenant.slug}/desk/${one.id}`} size="compact-sm" variant="subtle" rightSection={<IconArrowRight size={14} />}>
            {t("waiting.open")}
          </Button>
          <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
            <Menu.Target>
              <Button size="compact-sm" variant="subtle" color="gray" rightSection={<IconChevronDown size={14} />}>
                {t("waiting.more_deeds")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => take.mutate(undefined)}>{t("waiting.take")}</Menu.Item>
              <Menu.Item onClick={() => raise()}>{t("waiting.raise")}</Menu.Item>
              <Menu.Divider />
              <Menu.Label>{t("waiting.move")}</Menu.Label>
              {board.queues.filter((queue) => queue.id !== one.queue?.id).map((queue) => (
                <Menu.Item key={queue.id} onClick={() => move(queue.id)}>
                  {queue.name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </>
      }
    />
  );
}

/** What the person was told, and how long it still holds. */
function Promised({ told, now }: { readonly told: Told | undefined; readonly now: number }) {
  const { t } = useTranslation("supervision");
  const { time } = useFormats();
  if (!told) return <Text span size="sm" c="dimmed">{t("waiting.nothing_told")}</Text>;
  const { low, high, left } = standing(told, now);
  return (
    <span>
      {t(low > 0 ? "waiting.told" : "waiting.told_most", { low, high })}
      {" · "}
      <Text span inherit c={left < 0 ? "red" : undefined} fw={left < 0 ? 600 : undefined}>
        {t(left < 0 ? "waiting.broken" : "waiting.holds", { time: time(Math.abs(left)) })}
      </Text>
    </span>
  );
}
