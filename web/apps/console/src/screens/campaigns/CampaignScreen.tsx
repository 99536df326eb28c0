import { Alert, Button, Menu, Progress } from "@mantine/core";
import { IconAlertTriangle, IconArrowLeft, IconCheck, IconCopy, IconPlayerPause, IconPlayerPlay, IconScale, IconX } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useSession, useTenant } from "../../app/parents.tsx";
import { isCompared } from "../../data/campaignDifference.ts";
import { campaignQuery, createCampaign, type Campaign, type Deed } from "../../data/campaigns.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { inFull, useNow } from "../../kit/When.tsx";
import { Phone } from "../texts/Phone.tsx";
import { price } from "../texts/money.ts";
import { AfterPanel } from "./AfterPanel.tsx";
import { StateBadge } from "./CampaignsScreen.tsx";
import classes from "./campaigns.module.css";
import { CodesPanel } from "./CodesPanel.tsx";
import { amount } from "./figures.ts";
import { LeftOutPanel } from "./LeftOutPanel.tsx";
import { RecipientsPanel } from "./RecipientsPanel.tsx";
import { ResultsPanels } from "./Results.tsx";
import { useLiveCampaign } from "./useLiveCampaigns.ts";
import { useDeedOn } from "./useSending.ts";
import { shownText } from "./variables.ts";

const CurvePanel = lazy(async () => ({ default: (await import("./CurvePanel.tsx")).CurvePanel }));
const DifferencePanel = lazy(async () => ({ default: (await import("./DifferencePanel.tsx")).DifferencePanel }));
const BroughtPanel = lazy(async () => ({ default: (await import("./BroughtPanel.tsx")).BroughtPanel }));

/** One campaign after it was sent: taken back, held, followed. */
export function CampaignScreen() {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const { campaign } = useParams({ from: "/shell/t/$tenant/campaigns/$campaign" });
  const query = useQuery(campaignQuery(tenant.id, campaign));
  useLiveCampaign(campaign);
  if (query.data?.state === "draft") {
    return <Navigate to="/t/$tenant/campaigns/new" params={{ tenant: tenant.slug }} search={{ draft: campaign }} replace />;
  }
  const back = (
    <Button component={Link} to={`/t/${tenant.slug}/campaigns`} variant="subtle" color="gray" leftSection={<IconArrowLeft size={17} />}>
      {t("back")}
    </Button>
  );
  return (
    <Page title={query.data?.name ?? t("one.title")} actions={back}>
      <Loaded of={query}>{(one) => <Shown one={one} />}</Loaded>
    </Page>
  );
}

function Shown({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  const { slug } = useTenant();
  const deed = useDeedOn(one);
  const listed = one.recipients !== null;
  return (
    <>
      <Panel>
        <div className={classes["head"]}>
          <StateBadge state={one.state} large />
          <span className={classes["headText"]}>
            <Standing one={one} />
          </span>
          <Deeds one={one} busy={deed.isPending ? deed.variables : null} run={(which) => deed.mutate(which)} />
        </div>
        <TroubleNote error={deed.error} />
        <HowFar one={one} />
        <Obstacle one={one} />
      </Panel>
      {listed ? (
        <div className={classes["gap"]}>
          <ResultsPanels one={one} />
        </div>
      ) : null}
      <div className={classes["gap"]}>
        <Suspense fallback={null}>
          <CurvePanel one={one} />
        </Suspense>
        {LEFT.has(one.state) ? <AfterPanel one={one} /> : null}
        {one.audience.control > 0 && listed ? (
          <Suspense fallback={null}>
            <BroughtPanel one={one} />
          </Suspense>
        ) : null}
        <CodesPanel one={one} />
        {isCompared(one) ? (
          <Suspense fallback={null}>
            <DifferencePanel one={one} />
          </Suspense>
        ) : null}
      </div>
      <div className={classes["twoPanels"]}>
        <Panel title={t("one.facts")}>
          <Facts one={one} />
          <Button mt="md" variant="default" leftSection={<IconScale size={17} />}
            renderRoot={(props) => <Link {...props} to="/t/$tenant/campaigns/compare" params={{ tenant: slug }} search={{ ids: one.id }} />}>
            {t("one.compare")}
          </Button>
        </Panel>
        <aside aria-label={t("samples.title")}>
          <Phone sender={one.wording.sender ?? ""} text={shownText(one.wording.text, one.audience.parameters, t("text.link"))} />
        </aside>
      </div>
      {listed ? <OneByOne one={one} /> : null}
    </>
  );
}

/** Who gets it and who does not: the long lists, last. */
function OneByOne({ one }: { readonly one: Campaign }) {
  return (
    <div className={classes["gap"]}>
      <RecipientsPanel one={one} />
      {one.excluded ? <LeftOutPanel one={one} /> : null}
    </div>
  );
}

/** Some of it may have left: people may have done something with it. */
const LEFT: ReadonlySet<Campaign["state"]> = new Set(["sending", "paused", "done", "cancelled"]);

/** Where it stands, in a sentence. */
function Standing({ one }: { readonly one: Campaign }) {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  const count = one.recipients ?? 0;
  const left = one.had_left ?? 0;
  const said = { count, people: amount(count, i18n.language), when: inFull(whenOf(one), i18n.language, zone) };
  const sentences: Readonly<Record<Campaign["state"], () => string>> = {
    draft: () => t("state.draft"),
    listing: () => t("standing.listing"),
    leaving: () => t("state.leaving"),
    waiting_approval: () => t("standing.waiting_approval", { who: one.sent_by?.name ?? "" }),
    scheduled: () => t(one.timing.local ? "standing.scheduled_local" : "standing.scheduled", said),
    sending: () => t("standing.sending"),
    paused: () => t("standing.paused"),
    done: () => t("standing.done", said),
    cancelled: () => t("standing.cancelled", { count: left, left: amount(left, i18n.language) }),
  };
  return one.state === "leaving" ? <Leaving one={one} /> : sentences[one.state]();
}

/** The moment that counts: when it will leave, or when it was over. */
function whenOf({ state, timing, finished_at, sent_at, changed_at }: Campaign): string {
  const moment = state === "scheduled" ? timing.at : (finished_at ?? sent_at);
  return moment ?? changed_at;
}

const TICK = 250;

function Leaving({ one }: { readonly one: Campaign }) {
  const { t, i18n } = useTranslation("campaigns");
  const now = useNow(TICK);
  const left = Math.max(0, Math.ceil((Date.parse(one.undo_until ?? one.changed_at) - now) / 1_000));
  const count = one.recipients ?? 0;
  const whom = t("standing.whom", { count, people: amount(count, i18n.language) });
  return (
    <strong className={classes["leavingText"]} role="timer">
      {left > 0 ? t("standing.leaving", { count: left, whom }) : t("standing.leaves", { whom })}
    </strong>
  );
}

interface DeedsProps {
  readonly one: Campaign;
  readonly busy: Deed | null;
  readonly run: (deed: Deed) => void;
}

/** What can be done to it now. */
const DEEDS: Readonly<Record<Campaign["state"], readonly Deed[]>> = {
  draft: [], listing: ["undo"], waiting_approval: ["approve", "undo"], scheduled: ["undo"], leaving: ["undo"], sending: ["pause", "cancel"], paused: ["resume", "cancel"], done: [], cancelled: [],
};
const PICTURES = { undo: IconArrowLeft, approve: IconCheck, pause: IconPlayerPause, resume: IconPlayerPlay, cancel: IconX } as const;

function Deeds({ one, busy, run }: DeedsProps) {
  const { t } = useTranslation("campaigns");
  const maySend = useMay("campaigns.send");
  const mayApprove = useMay("campaigns.approve");
  const own = useSession().user.id === one.sent_by?.id;
  const shown = DEEDS[one.state].filter((deed) => (deed === "approve" ? mayApprove && !own : maySend));
  return (
    <div className={classes["deeds"]}>
      {shown.map((deed) =>
        deed === "cancel" ? (
          <Cancel key={deed} busy={busy === deed} run={() => run(deed)} />
        ) : (
          <Button key={deed} variant={deed === "pause" || (deed === "undo" && one.state === "waiting_approval") ? "default" : "filled"} leftSection={<Picture deed={deed} />} loading={busy === deed} onClick={() => run(deed)}>
            {t(one.state === "scheduled" && deed === "undo" ? "deed.unplan" : `deed.${deed}`)}
          </Button>
        ),
      )}
      <Again one={one} />
    </div>
  );
}

function Picture({ deed }: { readonly deed: Deed }) {
  const Shape = PICTURES[deed];
  return <Shape size={17} aria-hidden="true" />;
}

/** Ending it for good has no way back: it takes a second click. */
function Cancel({ busy, run }: { readonly busy: boolean; readonly run: () => void }) {
  const { t } = useTranslation("campaigns");
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Button variant="default" leftSection={<Picture deed="cancel" />} loading={busy}>
          {t("deed.cancel")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label maw={260}>{t("deed.cancel_about")}</Menu.Label>
        <Menu.Item color="red" onClick={run}>
          {t("deed.cancel_sure")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The same once more, as a draft. */
function Again({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const navigate = useNavigate();
  const keyFor = useKeys();
  const may = useMay("campaigns.write");
  const copy = useMutation({
    mutationFn: () => {
      const { wording, audience, timing, spend_cap, tags } = one;
      const body = { name: t("one.copy_name", { name: one.name }).slice(0, 120), wording, audience, timing: { ...timing, at: null, local: false }, offer_ends_at: null, spend_cap, tags };
      return createCampaign(tenant.id, body, keyFor([one.id, one.version, "copy"]));
    },
    onSuccess: (made) => navigate({ to: "/t/$tenant/campaigns/new", params: { tenant: tenant.slug }, search: { draft: made.id } }),
  });
  if (!may || (one.state !== "done" && one.state !== "cancelled")) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconCopy size={17} />} loading={copy.isPending} onClick={() => copy.mutate()}>
        {t("one.again")}
      </Button>
      <TroubleNote error={copy.error} />
    </>
  );
}

function HowFar({ one }: { readonly one: Campaign }) {
  const { t, i18n } = useTranslation("campaigns");
  if (one.listed !== null) return <Listed one={one} done={one.listed} />;
  if (one.state !== "sending" && one.state !== "paused") return null;
  const all = one.recipients ?? 0;
  return (
    <div className={classes["progress"]}>
      <Progress value={all === 0 ? 0 : (one.prepared / all) * 100} aria-label={t("one.progress")} color={one.state === "paused" ? "yellow" : "lagoon"} />
      <p className={classes["progressWords"]}>
        <span>{t("one.prepared", { done: amount(one.prepared, i18n.language), people: amount(all, i18n.language), count: all })}</span>
      </p>
    </div>
  );
}

/** Its list of people is being made: how far that is, of those shown and those left out. */
function Listed({ one, done }: { readonly one: Campaign; readonly done: number }) {
  const { t, i18n } = useTranslation("campaigns");
  const shown = one.agreed ? one.agreed.recipients + (one.agreed.excluded ?? 0) : (one.recipients ?? 0) + (one.excluded ?? 0);
  const all = Math.max(shown, 1);
  return (
    <div className={classes["progress"]}>
      <Progress value={Math.min(100, (done / all) * 100)} aria-label={t("one.listing")} />
      <p className={classes["progressWords"]}>
        <span>{t("one.listed", { count: done, done: amount(done, i18n.language) })}</span>
      </p>
    </div>
  );
}

/** Why it does not go on by itself. */
function Obstacle({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  if (one.obstacle === null) return null;
  return (
    <Alert mt="md" color="yellow" variant="light" icon={<IconAlertTriangle size={18} />} title={t(`obstacle.${one.obstacle}`)}>
      {t(`obstacle_todo.${one.obstacle}`)}
    </Alert>
  );
}

function Facts({ one }: { readonly one: Campaign }) {
  const facts = useFacts(one);
  return (
    <dl className={classes["facts"]}>
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What is known of it, in words; what it has not is left out. */
function useFacts(one: Campaign): readonly (readonly [string, string])[] {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  const language = i18n.language;
  const at = (instant: string): string => inFull(instant, language, zone);
  const known = <Value,>(term: string, value: Value | null, say: (value: Value) => string): readonly (readonly [string, string])[] => (value === null ? [] : [[term, say(value)]]);
  return [
    ...known(t("one.people"), one.recipients, (count) => amount(count, language)),
    ...known(t("one.left_out"), one.excluded, (count) => amount(count, language)),
    ...known(t("one.spent"), one.spent, (money) => price(money, language)),
    ...known(t("one.cap"), one.spend_cap, (money) => price(money, language)),
    [t("one.pace"), t(`pace.${one.timing.pace.kind}`)],
    ...known(t("one.sent"), one.sent_at, (instant) => (one.sent_by?.name ? t("one.by", { when: at(instant), who: one.sent_by.name }) : at(instant))),
    ...known(t("one.approved"), one.approved_by?.name ?? null, (name) => name),
    ...known(t("one.ends"), one.offer_ends_at, at),
  ];
}
