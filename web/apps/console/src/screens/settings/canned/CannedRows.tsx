import type { CallOptions } from "@guichet/api";
import { Badge, Code, UnstyledButton } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { queuesQuery } from "../../../data/agents.ts";
import { cannedKey, removeCanned, type CannedReply } from "../../../data/canned.ts";
import { LANGUAGE_NAMES } from "../../../kit/languages.ts";
import { useVisible } from "../../../kit/removal.ts";
import { RowMenu } from "../../../kit/RowMenu.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { Mark } from "../answering/Mark.tsx";
import classes from "./canned.module.css";

interface CannedRowsProps {
  readonly replies: readonly CannedReply[];
  readonly open: (reply: CannedReply) => void;
}

export function CannedRows({ replies, open }: CannedRowsProps) {
  const { t } = useTranslation("canned");
  const manages = useMay("desk.manage");
  return (
    <Rows label={t("title")}>
      {useVisible(replies).map((reply) => (
        <CannedRow key={reply.id} reply={reply} may={manages || reply.scope === "own"} open={() => open(reply)} />
      ))}
    </Rows>
  );
}

interface CannedRowProps {
  readonly reply: CannedReply;
  readonly may: boolean;
  readonly open: () => void;
}

function CannedRow({ reply, may, open }: CannedRowProps) {
  const { t } = useTranslation("canned");
  const title = may ? (
    <UnstyledButton className={classes["title"] ?? ""} onClick={open}>
      {reply.title}
    </UnstyledButton>
  ) : (
    reply.title
  );
  return (
    <Row
      picture={<Mark icon={IconBolt} />}
      title={
        <>
          {title}
          {reply.shortcut ? <Code>/{reply.shortcut}</Code> : null}
        </>
      }
      sub={<span className={classes["excerpt"]}>{reply.text}</span>}
      facts={
        <>
          {reply.used > 0 ? <span>{t("used", { count: reply.used })}</span> : null}
          {reply.language ? <Badge color="gray">{LANGUAGE_NAMES.find((one) => one.value === reply.language)?.label ?? reply.language}</Badge> : null}
          <For reply={reply} />
        </>
      }
      menu={may ? <CannedMenu reply={reply} open={open} /> : null}
    />
  );
}

/** Who may use it. */
function For({ reply }: { readonly reply: CannedReply }) {
  const { t } = useTranslation("canned");
  const { data: queues } = useQuery(queuesQuery(useTenant().id));
  if (reply.scope !== "queue") return <Badge color={reply.scope === "own" ? "yellow" : "lagoon"}>{t(`scope.${reply.scope}`)}</Badge>;
  return <Badge color="gray">{queues?.find((one) => one.id === reply.queue_id)?.name ?? t("scope.queue")}</Badge>;
}

function CannedMenu({ reply, open }: { readonly reply: CannedReply; readonly open: () => void }) {
  const { t } = useTranslation("canned");
  const tenant = useTenant();
  const removal = {
    id: reply.id,
    said: t("removed", { title: reply.title }),
    list: cannedKey(tenant.id),
    remove: (options: CallOptions) => removeCanned(tenant.id, reply.id, options),
  };
  return <RowMenu label={t("actionsOf", { title: reply.title })} change={t("change")} onChange={open} removal={removal} />;
}
