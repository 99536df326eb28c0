import { Anchor, Menu } from "@mantine/core";
import { IconArrowForwardUp, IconEar, IconHandGrab, IconMessage2 } from "@tabler/icons-react";
import { notifications } from "@mantine/notifications";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession, useTenant } from "../../app/parents.tsx";
import { takeOverInteraction, transferInteraction } from "../../data/desk.ts";
import { sayWithUndo } from "../../kit/saved.tsx";
import { useTrouble } from "../../kit/Trouble.tsx";
import { useContactName } from "../desk/person.tsx";
import type { Board, BoardRequest } from "./board.ts";
import classes from "./supervision.module.css";

/** More are counted, not listed. */
const MOST = 8;

interface Props {
  readonly requests: readonly BoardRequest[];
  readonly queues: Board["queues"];
}

/** What an agent has in hand: each can be listened to, whispered about, taken over or moved. */
export function InHand({ requests, queues }: Props) {
  const { t } = useTranslation("supervision");
  return (
    <span className={classes["inHand"]}>
      {requests.slice(0, MOST).map((one) => (
        <OneInHand key={one.id} one={one} queues={queues} />
      ))}
      {requests.length > MOST ? <span>{t("waiting.more", { count: requests.length - MOST })}</span> : null}
    </span>
  );
}

function OneInHand({ one, queues }: { readonly one: BoardRequest; readonly queues: Board["queues"] }) {
  const { t } = useTranslation("supervision");
  const tenant = useTenant();
  const me = useSession().user.id;
  const navigate = useNavigate();
  const name = useContactName(one.contact);
  const { takeOver, move } = useHands(one);
  const address = `/t/${tenant.slug}/desk/${one.id}`;
  const mine = one.agent?.id === me;
  return (
    <Menu position="bottom-start" width={240} transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Anchor component="button" type="button" size="sm" className={classes["held"] ?? ""}>
          {name}
        </Anchor>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={address} leftSection={<IconEar size={16} />}>
          {t(mine ? "waiting.open" : "hand.listen")}
        </Menu.Item>
        {mine ? null : (
          <>
            <Menu.Item leftSection={<IconMessage2 size={16} />} onClick={() => void navigate({ to: address, state: { write: true } })}>
              {t("hand.whisper", { agent: one.agent?.name ?? "" })}
            </Menu.Item>
            <Menu.Item leftSection={<IconHandGrab size={16} />} onClick={takeOver}>
              {t("hand.takeOver")}
            </Menu.Item>
          </>
        )}
        <Menu.Divider />
        <Menu.Label>{t("waiting.move")}</Menu.Label>
        {queues.map((queue) => (
          <Menu.Item key={queue.id} leftSection={<IconArrowForwardUp size={16} />} onClick={() => move(queue.id)}>
            {queue.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What changes hands, and the way back: to the agent who had it, who is asked first. */
function useHands(one: BoardRequest) {
  const { t } = useTranslation("supervision");
  const tenant = useTenant();
  const tell = useTrouble();
  const refused = (error: unknown): void => {
    notifications.show({ color: "red", message: tell(error) });
  };
  const before = { agent: one.agent?.id ?? null, queue: one.queue?.id ?? null, note: "" };
  const back = (): void => {
    transferInteraction(tenant.id, one.id, before).catch(refused);
  };
  const agent = one.agent?.name ?? "";
  return {
    takeOver: () => {
      takeOverInteraction(tenant.id, one.id).then(() => sayWithUndo(t("hand.taken", { agent }), back), refused);
    },
    move: (queue: string) => {
      transferInteraction(tenant.id, one.id, { agent: null, queue, note: "" }).then(() => sayWithUndo(t("waiting.moved"), back), refused);
    },
  };
}
