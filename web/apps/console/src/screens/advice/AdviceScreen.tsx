import type { AdviceKind, AdviceRequest } from "@guichet/api";
import { Button, Group } from "@mantine/core";
import { IconBulb, IconPuzzle } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSignals } from "../../app/live.ts";
import { useTenant } from "../../app/parents.tsx";
import { adviceQuery } from "../../data/advice.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { When } from "../../kit/When.tsx";
import { AskDialog } from "./AskDialog.tsx";
import { StateBadge } from "./StateBadge.tsx";

const PICTURES = { advice: IconBulb, module: IconPuzzle } as const;

/** What the reader asked whoever runs the platform for, and how far it has come. */
export function AdviceScreen() {
  const { t } = useTranslation("advice");
  const tenant = useTenant();
  const { ask } = useSearch({ from: "/shell/t/$tenant/advice" });
  const navigate = useNavigate({ from: "/t/$tenant/advice" });
  const open = (kind?: AdviceKind): void => void navigate({ search: kind ? { ask: kind } : {} });
  const requests = useInfiniteQuery(adviceQuery(tenant.id));
  const queries = useQueryClient();
  useSignals("desk.advice", {}, () => void queries.invalidateQueries({ queryKey: adviceQuery(tenant.id).queryKey }));
  const actions = (
    <Group gap="xs">
      <Button leftSection={<IconBulb size={18} />} onClick={() => open("advice")}>
        {t("askAdvice")}
      </Button>
      <Button variant="default" leftSection={<IconPuzzle size={18} />} onClick={() => open("module")}>
        {t("askModule")}
      </Button>
    </Group>
  );
  const empty = <Empty icon={IconBulb} title={t("empty")}>{t("empty_text")}</Empty>;
  return (
    <Page title={t("title")} about={t("about")} actions={actions} width="reading">
      <Panel flush>
        <Paged list={requests} more={t("older")} empty={empty}>
          {(found: readonly AdviceRequest[]) => <Requests requests={found} slug={tenant.slug} />}
        </Paged>
      </Panel>
      {ask ? <AskDialog kind={ask} close={() => open()} /> : null}
    </Page>
  );
}

function Requests({ requests, slug }: { readonly requests: readonly AdviceRequest[]; readonly slug: string }) {
  const { t } = useTranslation("advice");
  return (
    <Rows label={t("list")}>
      {requests.map((one) => {
        const Picture = PICTURES[one.kind];
        return (
          <Row key={one.id} picture={<Picture size={22} stroke={1.6} aria-hidden />}
            title={
              <Link to="/t/$tenant/advice/$request" params={{ tenant: slug, request: one.id }}>
                {one.title}
              </Link>
            }
            sub={
              <>
                {t(`kind.${one.kind}`)} · {t("asked")} <When at={one.created_at} />
                {one.reason ? <> · {one.reason}</> : null}
              </>
            }
            facts={<StateBadge state={one.state} />} />
        );
      })}
    </Rows>
  );
}
