import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { changeTrigger, triggerQuery, triggersKey, type Trigger } from "../../../data/automatic.ts";
import { campaignQuery, type Campaign } from "../../../data/campaigns.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page } from "../../../kit/Page.tsx";
import { useDeed } from "../../../kit/useDeed.ts";
import { CallPanel } from "./CallPanel.tsx";
import classes from "../campaigns.module.css";
import { Editing } from "./Editing.tsx";
import { Back } from "./NewAutomaticScreen.tsx";
import { RunsPanel } from "./RunsPanel.tsx";
import { useCauseWords } from "./useCauseWords.ts";

/** One text that leaves by itself: what it sent, how its button is pressed, and what it says. */
export function OneAutomaticScreen() {
  const { t } = useTranslation("automatic");
  const tenant = useTenant();
  const { trigger: id } = useParams({ from: "/shell/t/$tenant/campaigns/automatic/$trigger" });
  const trigger = useQuery(triggerQuery(tenant.id, id));
  const draft = useQuery({ ...campaignQuery(tenant.id, trigger.data?.campaign_id ?? ""), enabled: trigger.data !== undefined, refetchOnWindowFocus: false });
  const both = { data: trigger.data && draft.data ? ([trigger.data, draft.data] as const) : undefined, error: trigger.error ?? draft.error, isPending: trigger.isPending || draft.isPending };
  const again = (): void => {
    void trigger.refetch();
    void draft.refetch();
  };
  return (
    <Page title={draft.data?.name ?? t("title")} about={trigger.data ? <Words trigger={trigger.data} /> : undefined} actions={<Back />}>
      <Loaded of={{ ...both, refetch: again }}>{([one, text]) => <Shown key={one.id} one={one} text={text} />}</Loaded>
    </Page>
  );
}

function Words({ trigger }: { readonly trigger: Trigger }) {
  return useCauseWords()(trigger.when);
}

function Shown({ one, text }: { readonly one: Trigger; readonly text: Campaign }) {
  const may = useMay("campaigns.write");
  return (
    <div className={classes["stacked"]}>
      <OnOff one={one} />
      {one.when.kind === "call" ? <CallPanel one={one} text={text} /> : null}
      <RunsPanel one={one} />
      {may ? <Editing start={text} trigger={one} created={() => undefined} /> : null}
    </div>
  );
}

/** Off and on again at once: no harm is done by either. */
export function OnOff({ one, plain = false }: { readonly one: Trigger; readonly plain?: boolean }) {
  const { t } = useTranslation("automatic");
  const tenant = useTenant();
  const may = useMay("campaigns.send");
  const turn = useDeed({
    run: (enabled: boolean) => changeTrigger(tenant.id, one.id, { enabled }),
    changes: [triggersKey(tenant.id), triggerQuery(tenant.id, one.id).queryKey],
  });
  const on = turn.isPending ? turn.variables : one.enabled;
  const label = t(on ? "is_on" : "is_off");
  return (
    <Switch checked={on} disabled={!may || turn.isPending} onChange={(event) => turn.mutate(event.currentTarget.checked)} size="md"
      {...(plain ? { "aria-label": label } : { label, description: t(on ? "is_on_about" : "is_off_about") })} />
  );
}
