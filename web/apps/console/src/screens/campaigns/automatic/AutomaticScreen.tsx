import { Anchor, Button } from "@mantine/core";
import { IconBolt, IconCalendarTime, IconHandClick, IconPlus, IconRepeat } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { removeTrigger, triggersKey, triggersQuery, type Trigger } from "../../../data/automatic.ts";
import { campaignQuery } from "../../../data/campaigns.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { Paged, rowsOf } from "../../../kit/Paged.tsx";
import { useVisible } from "../../../kit/removal.ts";
import { RowMenu } from "../../../kit/RowMenu.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { inFull } from "../../../kit/When.tsx";
import { CampaignsTabs } from "../CampaignsTabs.tsx";
import { OnOff } from "./OneAutomaticScreen.tsx";
import { inShort } from "./plan.ts";
import { useCauseWords } from "./useCauseWords.ts";

/** Texts that leave by themselves: what sets each off, and what it says. */
export function AutomaticScreen() {
  const { t } = useTranslation(["automatic", "campaigns"]);
  const tenant = useTenant();
  const list = useInfiniteQuery(triggersQuery(tenant.id));
  const empty = (
    <Empty icon={IconBolt} title={t("empty")} action={<Add />}>
      {t("empty_text")}
    </Empty>
  );
  return (
    <Page title={t("campaigns:title")} about={t("about")} actions={rowsOf(list)?.length ? <Add /> : undefined}>
      <CampaignsTabs here="automatic" />
      <Panel flush>
        <Paged list={list} empty={empty}>
          {(found) => <TriggerRows triggers={found} />}
        </Paged>
      </Panel>
    </Page>
  );
}

function Add() {
  const { t } = useTranslation("automatic");
  const tenant = useTenant();
  if (!useMay("campaigns.write")) return null;
  return (
    <Button component={Link} to={`/t/${tenant.slug}/campaigns/automatic/new`} leftSection={<IconPlus size={18} />}>
      {t("add")}
    </Button>
  );
}

function TriggerRows({ triggers }: { readonly triggers: readonly Trigger[] }) {
  const { t } = useTranslation("automatic");
  return (
    <Rows label={t("title")}>
      {useVisible(triggers).map((one) => (
        <TriggerRow key={one.id} one={one} />
      ))}
    </Rows>
  );
}

const PICTURES = { event: IconBolt, before: IconCalendarTime, again: IconRepeat, call: IconHandClick } as const;

function TriggerRow({ one }: { readonly one: Trigger }) {
  const { t, i18n } = useTranslation("automatic");
  const tenant = useTenant();
  const navigate = useNavigate();
  const words = useCauseWords()(one.when);
  const text = useQuery(campaignQuery(tenant.id, one.campaign_id)).data;
  const Picture = PICTURES[one.when.kind];
  const to = { to: "/t/$tenant/campaigns/automatic/$trigger", params: { tenant: tenant.slug, trigger: one.id } } as const;
  const removal = { id: one.id, said: t("removed"), list: triggersKey(tenant.id), remove: (options: Parameters<typeof removeTrigger>[2]) => removeTrigger(tenant.id, one.id, options) };
  return (
    <Row
      picture={<Picture size={20} stroke={1.6} aria-hidden="true" />}
      title={<Anchor renderRoot={(props) => <Link {...props} {...to} />}>{words}</Anchor>}
      sub={
        <>
          {text ? <>{t("says", { text: inShort(text.wording.text, text.audience.parameters, t("link")) })}</> : null}
          {one.enabled && one.next_at ? ` · ${t("runs.next", { when: inFull(one.next_at, i18n.language, tenant.zone) })}` : ""}
        </>
      }
      facts={<OnOff one={one} plain />}
      menu={useMay("campaigns.send") ? <RowMenu label={t("actionsOf", { name: words })} change={t("open")} onChange={() => void navigate(to)} removal={removal} /> : null}
    />
  );
}
