import { Skeleton, Stack } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useTopic } from "../../app/live.ts";
import { useTenant } from "../../app/parents.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useNow } from "../../kit/When.tsx";
import { AgentRows } from "./AgentRows.tsx";
import { boardOf } from "./board.ts";
import { startOfDay } from "./figures.ts";
import { QueueTable } from "./QueueTable.tsx";
import { Tiles } from "./Tiles.tsx";
import { WaitingRows } from "./WaitingRows.tsx";

/** What happens now: who waits, who answers, and how the day goes. Pushed, never asked again. */
export function SupervisionScreen() {
  const { t } = useTranslation("supervision");
  const tenant = useTenant();
  const view = useTopic("insight.board");
  const today = startOfDay(useNow(60_000), tenant.zone);
  const board = useMemo(() => boardOf(view.items.values(), today), [view.items, today]);
  const loading = view.state !== "live" && view.items.size === 0;
  return (
    <Page title={t("title")} about={t("about", { zone: tenant.zone })}>
      {loading ? (
        <Stack role="status" aria-label={t("title")}>
          <Skeleton height={96} radius="lg" />
          <Skeleton height={220} radius="lg" />
        </Stack>
      ) : (
        <>
          <Tiles board={board} />
          <Panel title={t("queues.title")} about={t("queues.about")} flush>
            <QueueTable board={board} />
          </Panel>
          <Panel title={t("waiting.title")} flush>
            <WaitingRows board={board} />
          </Panel>
          <Panel title={t("agents.title")} flush>
            <AgentRows board={board} />
          </Panel>
        </>
      )}
    </Page>
  );
}
