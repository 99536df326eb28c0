import { Alert, Button, Group, Text, TextInput } from "@mantine/core";
import { IconAlertCircle, IconArrowLeft, IconSend, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { campaignQuery, removeCampaign, type Campaign } from "../../data/campaigns.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page } from "../../kit/Page.tsx";
import { useRemoval } from "../../kit/removal.ts";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { AccountBanner } from "../texts/AccountBanner.tsx";
import { AnswerChoice } from "./AnswerChoice.tsx";
import { Before } from "./Before.tsx";
import classes from "./campaigns.module.css";
import { bodyOf, EMPTY, formOf, isBegun, isWhole, type Form } from "./draft.ts";
import { amount, priceRange } from "./figures.ts";
import { NotKept } from "./NotKept.tsx";
import { Message } from "./Message.tsx";
import { OwnCodes } from "./OwnCodes.tsx";
import { KeptMark, Step } from "./Step.tsx";
import { useKept, type Kept } from "./useKept.ts";
import { useProposed } from "./useProposed.ts";
import { isOther, useSending } from "./useSending.ts";
import { WhenPace } from "./WhenPace.tsx";
import { Who } from "./Who.tsx";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The page being written keeps its place while its address gets the id of the draft. */
    writing?: string;
  }
}

/** Write a campaign: one page that reads from top to bottom. */
export function WriteScreen() {
  const { t } = useTranslation("campaigns");
  const { draft } = useSearch({ from: "/shell/t/$tenant/campaigns/new" });
  const may = useMay("campaigns.write");
  const actions = (
    <>
      <Back />
      {may && draft !== undefined ? <ThrowAway id={draft} /> : null}
    </>
  );
  return (
    <Page title={t("write.title")} about={t("write.about")} actions={actions}>
      <AccountBanner />
      {may ? <Begun draft={draft} /> : <Text c="dimmed">{t("write.may_not")}</Text>}
    </Page>
  );
}

/** The page as it was left, once it is there; what was sent meanwhile is followed instead. */
function Begun({ draft }: { readonly draft: string | undefined }) {
  const tenant = useTenant();
  const { writing, __TSR_key: visit } = useLocation({ select: (location) => location.state });
  const query = useQuery({ ...campaignQuery(tenant.id, draft ?? ""), enabled: draft !== undefined, refetchOnWindowFocus: false });
  const place = writing ?? visit ?? "first";
  const start = query.data ?? null;
  if (start && start.state !== "draft") {
    return <Navigate to="/t/$tenant/campaigns/$campaign" params={{ tenant: tenant.slug, campaign: start.id }} replace />;
  }
  if (draft !== undefined && !start) return <Loaded of={query}>{() => null}</Loaded>;
  // The same place in the tree before and after it has an id: nobody loses the caret.
  return <Writing key={place} place={place} start={start} />;
}

/** Gone from the list at once, for good some seconds later. */
function ThrowAway({ id }: { readonly id: string }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const navigate = useNavigate();
  const remove = useRemoval();
  const run = (): void => {
    remove({ id, said: t("write.thrown"), list: ["tenant", tenant.id, "campaigns"], remove: (options) => removeCampaign(tenant.id, id, options) });
    void navigate({ to: "/t/$tenant/campaigns", params: { tenant: tenant.slug } });
  };
  return (
    <Button variant="subtle" color="gray" leftSection={<IconTrash size={17} />} onClick={run}>
      {t("write.throw")}
    </Button>
  );
}

function Back() {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  return (
    <Button component={Link} to={`/t/${tenant.slug}/campaigns`} variant="subtle" color="gray" leftSection={<IconArrowLeft size={17} />}>
      {t("back")}
    </Button>
  );
}

function useWriting(start: Campaign | null, place: string) {
  const tenant = useTenant();
  const navigate = useNavigate();
  const [form, setForm] = useState(() => (start ? formOf(start, tenant.zone) : EMPTY));
  const proposed = useProposed(form);
  const whole = isWhole(form);
  const body = isBegun(form) ? bodyOf(form, proposed, tenant.zone, tenant.currency) : null;
  const kept = useKept(start, body, whole, (id) => {
    void navigate({ to: "/t/$tenant/campaigns/new", params: { tenant: tenant.slug }, search: { draft: id }, state: { writing: place }, replace: true, resetScroll: false });
  });
  const change = (part: Partial<Form>): void => setForm((held) => ({ ...held, ...part }));
  return { form, proposed, whole, body, kept, change };
}

function Writing({ start, place }: { readonly start: Campaign | null; readonly place: string }) {
  const { t } = useTranslation("campaigns");
  const { form, proposed, whole, body, kept, change } = useWriting(start, place);
  const answerable = form.answerable ?? proposed.answerable;
  const again = useAgain(kept);
  return (
    <form className={classes["write"]} onSubmit={(event) => event.preventDefault()}>
      <Step id="answer" title={t("answer.title")} about={t("answer.about")}>
        <AnswerChoice form={form} proposed={proposed} change={change} />
      </Step>
      <Step id="text" title={t("text.title")}>
        <Message form={form} sender={form.sender ?? proposed.sender} kept={kept} body={body} change={change} />
        <OwnCodes form={form} kept={kept} change={change} />
      </Step>
      <Step id="people" title={t("who.title")}>
        <Who form={form} change={change} />
      </Step>
      <Step id="when" title={t("when.title")}>
        <WhenPace form={form} answerable={answerable} change={change} again={again} />
      </Step>
      <Step id="before" title={t("before.title")}>
        <ComeBack start={start} kept={kept} />
        <NotKept kept={kept} form={form} change={change} />
        <Before form={form} whole={whole} kept={kept} change={change} />
        <TextInput mt="md" label={t("write.name")} description={t("write.name_about")} placeholder={proposed.name} value={form.name} maxLength={120} maw={480}
          onChange={(event) => change({ name: event.currentTarget.value })} />
        <Go form={form} kept={kept} />
      </Step>
    </form>
  );
}

/** Goes on where it is written what goes again and again, once all that stands here is kept. */
function useAgain({ id, kept }: Kept): () => void {
  const tenant = useTenant();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const go = useEffectEvent(() => {
    void navigate({ to: "/t/$tenant/campaigns/automatic/new", params: { tenant: tenant.slug }, search: { ...(id === null ? {} : { draft: id }), when: "again" } });
  });
  const ready = asked && kept;
  useEffect(() => {
    if (ready) go();
  }, [ready]);
  return () => setAsked(true);
}

/** It was sent, and came back: what was shown was not so any more. */
function ComeBack({ start, kept }: { readonly start: Campaign | null; readonly kept: Kept }) {
  const { t } = useTranslation("campaigns");
  if (!start?.obstacle || kept.version !== start.version) return null;
  return (
    <Alert mb="md" color="yellow" variant="light" icon={<IconAlertCircle size={18} />} title={t(`obstacle.${start.obstacle}`)}>
      {t(`obstacle_todo.${start.obstacle}`)}
    </Alert>
  );
}

/** The button that sends, with how many and how much; and whether what is written is kept. */
function Go({ form, kept }: { readonly form: Form; readonly kept: Kept }) {
  const { t } = useTranslation("campaigns");
  const may = useMay("campaigns.send");
  const send = useSending();
  const { preview } = kept;
  const stopped = preview === null || preview.recipients === 0 || preview.problems.some((one) => one.stops);
  return (
    <>
      {isOther(send.error) ? (
        <Alert mt="md" color="yellow" variant="light" icon={<IconAlertCircle size={18} />} role="alert" title={t(send.error.code === "price_changed" ? "obstacle.price_changed" : "write.other")}>
          {send.error.code === "audience_changed" ? t("write.other_text") : send.error.problem.detail}
        </Alert>
      ) : (
        <div className={classes["below"]}>
          <TroubleNote error={send.error} />
        </div>
      )}
      <Group justify="space-between" mt="md" gap="sm">
        <KeptMark kept={kept} />
        {may ? (
          <Button size="md" leftSection={<IconSend size={18} />} disabled={!kept.fresh || stopped} loading={send.isPending} onClick={() => (preview && kept.id ? send.mutate({ id: kept.id, version: kept.version, agreed: preview }) : undefined)}>
            <Action form={form} kept={kept} />
          </Button>
        ) : (
          <Text size="sm" c="dimmed">
            {t("write.may_not_send")}
          </Text>
        )}
      </Group>
    </>
  );
}

function Action({ form, kept }: { readonly form: Form; readonly kept: Kept }) {
  const { t, i18n } = useTranslation("campaigns");
  const { preview } = kept;
  if (!preview || preview.recipients === 0) return t(form.when === "now" ? "write.send" : "write.plan");
  const words = t(form.when === "now" ? "write.send_to" : "write.plan_for", { count: preview.recipients, people: amount(preview.recipients, i18n.language) });
  const price = priceRange(preview, i18n.language);
  return price ? `${words} · ${price}` : words;
}
