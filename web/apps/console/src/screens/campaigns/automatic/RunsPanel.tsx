import { Badge } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { runsQuery, type Trigger, type TriggerRun } from "../../../data/automatic.ts";
import { Panel } from "../../../kit/Page.tsx";
import { Paged } from "../../../kit/Paged.tsx";
import { inFull } from "../../../kit/When.tsx";
import classes from "../campaigns.module.css";

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
              <Run key={run.id} run={run} />
            ))}
          </ul>
        )}
      </Paged>
    </Panel>
  );
}

/** Colours mean the same everywhere, and are never the only sign. */
const COLOURS: Readonly<Record<TriggerRun["state"], string>> = { waiting: "lagoon", sent: "green", skipped: "yellow", cancelled: "gray" };

function Run({ run }: { readonly run: TriggerRun }) {
  const { t, i18n } = useTranslation("automatic");
  const tenant = useTenant();
  const params = { tenant: tenant.slug };
  const when = inFull(run.state === "waiting" ? run.due_at : run.at, i18n.language, tenant.zone);
  return (
    <li>
      <span className={classes["person"]}>
        <span>{run.state === "waiting" ? t("runs.leaves", { when }) : when}</span>
        {run.sentence ? <span className={classes["quiet"]}>{run.sentence}</span> : null}
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
