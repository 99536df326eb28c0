import { Badge } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { runsQuery, type Trigger, type TriggerRun } from "../../../data/automatic.ts";
import { differenceQuery } from "../../../data/campaignDifference.ts";
import { Panel } from "../../../kit/Page.tsx";
import { Paged } from "../../../kit/Paged.tsx";
import { inFull } from "../../../kit/When.tsx";
import classes from "../campaigns.module.css";
import { amount } from "../figures.ts";

/** Each time it was set off, and what came of it. */
export function RunsPanel({ one }: { readonly one: Trigger }) {
  const { t, i18n } = useTranslation("automatic");
  const tenant = useTenant();
  const list = useInfiniteQuery(runsQuery(tenant.id, one.id));
  const empty = <p className={classes["quiet"]}>{t(`runs.none_${one.when.kind}`)}</p>;
  return (
    <Panel title={t("runs.title")} about={one.enabled && one.next_at ? t("runs.next", { when: inFull(one.next_at, i18n.language, tenant.zone) }) : undefined}>
      <Paged list={list} empty={empty}>
        {(found) => (
          <ul className={classes["each"]} aria-label={t("runs.title")}>
            {found.map((run) => (
              <Run key={run.id} run={run} since={one.when.kind === "again" && run.id === newest(found)} />
            ))}
          </ul>
        )}
      </Paged>
    </Panel>
  );
}

/** Colours mean the same everywhere, and are never the only sign. */
const COLOURS: Readonly<Record<TriggerRun["state"], string>> = { waiting: "lagoon", sent: "green", skipped: "yellow", cancelled: "gray" };

/** The time that went last: who came and who left since the one before is told beside it. */
const newest = (runs: readonly TriggerRun[]): string | undefined => runs.find((run) => run.state === "sent")?.id;

/** How many came and left since the time before; who they are stands with the campaign. */
function Since({ campaign }: { readonly campaign: string }) {
  const { t, i18n } = useTranslation("automatic");
  const tenant = useTenant();
  const found = useQuery(differenceQuery(tenant.id, { id: campaign, started_at: null })).data;
  if (!found?.against) return null;
  const said = found.came + found.left === 0 ? t("runs.same") : t("runs.since", { came: amount(found.came, i18n.language), left: amount(found.left, i18n.language) });
  return <span className={classes["quiet"]}>{said}</span>;
}

function Run({ run, since }: { readonly run: TriggerRun; readonly since: boolean }) {
  const { t, i18n } = useTranslation("automatic");
  const tenant = useTenant();
  const params = { tenant: tenant.slug };
  const when = inFull(run.state === "waiting" ? run.due_at : run.at, i18n.language, tenant.zone);
  return (
    <li>
      <span className={classes["person"]}>
        <span>{run.state === "waiting" ? t("runs.leaves", { when }) : when}</span>
        {run.sentence ? <span className={classes["quiet"]}>{run.sentence}</span> : null}
        {since && run.campaign_id ? <Since campaign={run.campaign_id} /> : null}
      </span>
      <span className={classes["fate"]}>
        <Badge color={COLOURS[run.state]}>{t(`runs.${run.state}`)}</Badge>
        {run.contact_id && tenant.rights.includes("contacts.read") ? (
          <Link to="/t/$tenant/contacts/$contact" params={{ ...params, contact: run.contact_id }}>
            {t("runs.who")}
          </Link>
        ) : null}
        {run.campaign_id && run.state === "sent" ? (
          <Link to="/t/$tenant/campaigns/$campaign" params={{ ...params, campaign: run.campaign_id }}>
            {t("runs.became")}
          </Link>
        ) : null}
      </span>
    </li>
  );
}
