import type { UserSession } from "@guichet/api";
import { Badge, Button } from "@mantine/core";
import { IconDeviceLaptop } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { endOtherSessions, endSession, mySessionsQuery } from "../../data/account.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Panel } from "../../kit/Page.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { When } from "../../kit/When.tsx";

export function SessionsPanel() {
  const { t } = useTranslation("account");
  const query = useQuery(mySessionsQuery);
  const endOthers = useDeed({ run: endOtherSessions, changes: [mySessionsQuery.queryKey], said: t("sessions.othersEnded") });
  const others = (query.data?.length ?? 0) > 1;
  return (
    <Panel
      title={t("sessions.title")}
      about={t("sessions.about")}
      flush
      actions={
        others ? (
          <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
            {t("sessions.endOthers")}
          </Button>
        ) : null
      }
    >
      <Loaded of={query}>
        {(sessions) => (
          <Rows label={t("sessions.title")}>
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </Rows>
        )}
      </Loaded>
    </Panel>
  );
}

function SessionRow({ session }: { readonly session: UserSession }) {
  const { t } = useTranslation("account");
  const end = useDeed({ run: () => endSession(session.id), changes: [mySessionsQuery.queryKey] });
  return (
    <Row
      picture={<IconDeviceLaptop size={22} stroke={1.5} aria-hidden="true" />}
      title={
        <>
          {session.device ?? t("sessions.unknown")}
          {session.current ? <Badge color="green">{t("sessions.current")}</Badge> : null}
        </>
      }
      sub={session.address}
      facts={
        <span>
          {t("sessions.seen")} <When at={session.last_seen_at} />
        </span>
      }
      actions={
        session.current ? null : (
          <Button variant="subtle" color="gray" size="compact-sm" loading={end.isPending} onClick={() => end.mutate(undefined)}>
            {t("sessions.end")}
          </Button>
        )
      }
    />
  );
}
