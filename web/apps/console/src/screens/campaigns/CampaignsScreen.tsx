import { Badge, Button } from "@mantine/core";
import { IconPencilPlus, IconSpeakerphone } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { allTriggersQuery, type Trigger } from "../../data/automatic.ts";
import { campaignsQuery, type Campaign, type CampaignState, type Results } from "../../data/campaigns.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged, rowsOf } from "../../kit/Paged.tsx";
import { useVisible } from "../../kit/removal.ts";
import { inFull, onDay, When } from "../../kit/When.tsx";
import { AccountBanner } from "../texts/AccountBanner.tsx";
import { price } from "../texts/money.ts";
import classes from "./campaigns.module.css";
import { CampaignsTabs } from "./CampaignsTabs.tsx";
import { amount, share } from "./figures.ts";
import { SecondLook } from "./SecondLook.tsx";
import { shownText } from "./variables.ts";
import { useLiveList } from "./useLiveCampaigns.ts";
import { useListFigures } from "./useListFigures.ts";

/** Every campaign with where it stands, the newest first; it renews itself. */
export function CampaignsScreen() {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const list = useInfiniteQuery({ ...campaignsQuery(tenant.id), placeholderData: (before) => before });
  useLiveList();
  const rows = rowsOf(list);
  return (
    <Page title={t("title")} about={t("about")} actions={rows && rows.length > 0 ? <Write /> : undefined}>
      <AccountBanner />
      <CampaignsTabs here="campaigns" />
      <Panel flush>
        <Paged list={list} more={t("list.more")} empty={<Nothing />}>
          {(found) => <Rows rows={found} />}
        </Paged>
      </Panel>
      {rows && rows.length > 0 ? <SecondLook /> : null}
    </Page>
  );
}

function Write() {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  if (!useMay("campaigns.write")) return null;
  return (
    <Button component={Link} to={`/t/${tenant.slug}/campaigns/new`} leftSection={<IconPencilPlus size={18} />}>
      {t("list.write")}
    </Button>
  );
}

function Nothing() {
  const { t } = useTranslation("campaigns");
  return (
    <Empty icon={IconSpeakerphone} title={t("list.empty")} action={<Write />}>
      {t("list.empty_text")}
    </Empty>
  );
}

function Rows({ rows }: { readonly rows: readonly Campaign[] }) {
  const { t } = useTranslation("campaigns");
  const visible = useVisible(rows);
  const figures = useListFigures(visible);
  const moulds = useMoulds();
  return (
    <ul className={classes["rows"]} aria-label={t("title")}>
      {visible.map((one) => (
        <CampaignRow key={one.id} one={one} figures={figures.get(one.id)} trigger={moulds ? moulds.get(one.id) : null} />
      ))}
    </ul>
  );
}

/** Drafts that something sets off, with what does; none: not known yet. */
function useMoulds(): ReadonlyMap<string, Trigger> | null {
  const tenant = useTenant();
  const { data, isPending } = useQuery(allTriggersQuery(tenant.id));
  return isPending ? null : new Map((data ?? []).map((one) => [one.campaign_id, one]));
}

interface RowProps {
  readonly one: Campaign;
  readonly figures: Results | undefined;
  /** What sets it off, where something does; `null`: not known yet. */
  readonly trigger: Trigger | undefined | null;
}

function CampaignRow({ one, figures, trigger }: RowProps) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const draft = one.state === "draft";
  const to = draft ? (trigger ? "/t/$tenant/campaigns/automatic/$trigger" : "/t/$tenant/campaigns/new") : "/t/$tenant/campaigns/$campaign";
  return (
    <li>
      <Link to={to} params={{ tenant: tenant.slug, campaign: one.id, trigger: trigger?.id } as never} search={(draft && !trigger ? { draft: one.id } : {}) as never}
        className={classes["row"]}>
        <span className={classes["rowName"]}>
          <span className={classes["name"]}>{one.name}</span>
          <span className={classes["rowText"]}>{shownText(one.wording.text, one.audience.parameters, t("text.link"))}</span>
        </span>
        <span className={classes["rowState"]}>
          <Whether one={one} trigger={draft ? trigger : undefined} />
        </span>
        <Figures one={one} figures={figures} />
      </Link>
    </li>
  );
}

/** Where it stands; of a draft nothing until it is known whether it is one that goes by itself. */
function Whether({ one, trigger }: Pick<RowProps, "one" | "trigger">) {
  if (trigger === null) return null;
  if (trigger) return <Automatic trigger={trigger} />;
  return (
    <>
      <StateBadge state={one.state} />
      <Told one={one} />
    </>
  );
}

/** That it goes by itself or again and again, and when next. */
function Automatic({ trigger }: { readonly trigger: Trigger }) {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  const next = trigger.enabled && trigger.next_at ? t("list.next", { when: inFull(trigger.next_at, i18n.language, zone) }) : null;
  return (
    <>
      <Badge color={trigger.enabled ? "lagoon" : "gray"}>{t(trigger.when.kind === "again" ? "list.again" : "list.automatic")}</Badge>
      <span className={classes["quiet"]}>{trigger.enabled ? next : t("list.off")}</span>
    </>
  );
}

/** When it was sent, or will be. */
function Told({ one }: { readonly one: Campaign }) {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  if (one.state === "scheduled" && one.timing.at) return <span className={classes["quiet"]}>{t("list.for", { day: onDay(one.timing.at, i18n.language, zone) })}</span>;
  return (
    <span className={classes["quiet"]}>
      <When at={one.sent_at ?? one.changed_at} zone={zone} />
    </span>
  );
}

function Figures({ one, figures }: { readonly one: Campaign; readonly figures: Results | undefined }) {
  const { t, i18n } = useTranslation("campaigns");
  const language = i18n.language;
  const cost = figures?.cost?.charged ?? one.spent;
  if (one.recipients === null) return <span className={classes["rowFigures"]} />;
  const cells: readonly (readonly [string, string])[] = [
    [t("figure.people"), amount(one.recipients, language)],
    ...(figures
      ? ([
          [t("figure.arrived"), share(figures.delivered, one.recipients, language)],
          [t("figure.replied"), amount(figures.replied, language)],
        ] as const)
      : []),
    ...(cost ? [[t("figure.cost"), price(cost, language)] as const] : []),
  ];
  return (
    <span className={classes["rowFigures"]}>
      {cells.map(([name, value]) => (
        <span key={name} className={classes["cell"]}>
          <span className={classes["cellName"]}>{name}</span> <span className={classes["cellValue"]}>{value}</span>
        </span>
      ))}
    </span>
  );
}

/** Colours mean the same everywhere, and are never the only sign. */
const COLOURS: Readonly<Record<CampaignState, string>> = {
  draft: "gray", listing: "lagoon", waiting_approval: "yellow", scheduled: "lagoon", leaving: "lagoon", sending: "lagoon", paused: "yellow", done: "green", cancelled: "gray",
};

export function StateBadge({ state, large = false }: { readonly state: CampaignState; readonly large?: boolean }) {
  const { t } = useTranslation("campaigns");
  return (
    <Badge color={COLOURS[state]} size={large ? "lg" : "md"}>
      {t(`state.${state}`)}
    </Badge>
  );
}
