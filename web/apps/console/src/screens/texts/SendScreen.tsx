import { Alert, Button, Group, Kbd, Stack, Text } from "@mantine/core";
import { IconAlertCircle, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { textQuery, type SentText } from "../../data/texts.ts";
import { Lines } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { TroubleNote, TroubleScreen } from "../../kit/Trouble.tsx";
import { AccountBanner } from "./AccountBanner.tsx";
import { bodyOf, EMPTY, keepDraft, keptDraft, type Draft } from "./draft.ts";
import { price } from "./money.ts";
import { isStopped, OutlookPanel } from "./Outlook.tsx";
import { Phone } from "./Phone.tsx";
import { PurposeChoice } from "./PurposeChoice.tsx";
import { Recipients } from "./Recipients.tsx";
import { SenderChoice } from "./SenderChoice.tsx";
import classes from "./texts.module.css";
import { useEstimate, type Outlook } from "./useEstimate.ts";
import { faultsOf, useSend } from "./useSend.tsx";
import { useSenders } from "./useSenders.ts";
import { WhenChoice } from "./WhenChoice.tsx";
import { Wording } from "./Wording.tsx";

/** Write one text, to somebody or to many. */
export function SendScreen() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const { to, name, again } = useSearch({ from: "/shell/t/$tenant/texts/new" });
  const before = useQuery({ ...textQuery(tenant.id, again ?? ""), enabled: again !== undefined });
  return (
    <Page title={t("new.title")} about={t("new.about")}>
      <AccountBanner />
      {again !== undefined && before.isPending ? <Lines /> : null}
      {before.error ? <TroubleScreen error={before.error} retry={() => void before.refetch()} /> : null}
      {again === undefined || before.data ? <Writing key={`${to ?? ""} ${again ?? ""}`} start={startOf(tenant.id, to, name, before.data)} /> : null}
    </Page>
  );
}

function startOf(tenant: string, to: string | undefined, name: string | undefined, before: SentText | undefined): Draft {
  if (before) {
    const purpose = before.purpose === "marketing" ? "marketing" : "service";
    return { ...EMPTY, people: [{ to: before.to, name: null }], text: before.text, sender: before.sender ?? "", purpose };
  }
  if (to) return { ...EMPTY, people: [{ to, name: name ?? null }] };
  return keptDraft(tenant);
}

function Writing({ start }: { readonly start: Draft }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const [draft, setDraft] = useState(start);
  const box = useRef<HTMLTextAreaElement>(null);
  const senders = useSenders();
  const sender = draft.sender ?? senders[0]?.value ?? "";
  const body = bodyOf(draft, sender, tenant.zone);
  const outlook = useEstimate(body);
  const adds = addedTo(draft, outlook);
  const send = useSend();
  const ready = isTimed(draft) && !isStopped(outlook) && !send.isPending;
  const change = (part: Partial<Draft>): void => setDraft((held) => ({ ...held, ...part }));
  const go = (): void => {
    if (ready && body) send.mutate({ body, draft: { ...draft, sender } });
  };
  useEffect(() => keepDraft(tenant.id, draft === EMPTY ? null : draft), [tenant.id, draft]);
  const drop = (places: readonly number[]): void => change({ people: draft.people.filter((_, place) => !places.includes(place)) });
  return (
    <form className={classes["two"]}
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}>
      <Panel>
        <Stack gap="lg">
          <Recipients people={draft.people} change={(people) => change({ people })} wrong={outlook.wrong} />
          <SenderChoice value={sender} change={(next) => change({ sender: next })} />
          <Wording text={draft.text} adds={adds} change={(text) => change({ text })} box={box} error={outlook.textFault} send={go} />
          <PurposeChoice draft={draft} change={change} />
          <WhenChoice draft={draft} change={change} />
          <OutlookPanel outlook={outlook} draft={draft} drop={drop} write={(text) => change({ text })} />
          <Refusal error={send.error} />
          <Group justify="space-between" gap="xs">
            <Text size="sm" c="dimmed" className={classes["keys"] ?? ""}>
              <Kbd size="xs">{t("new.key")}</Kbd> {t("new.key_about")}
            </Text>
            <Group gap="xs">
              <Button component={Link} to={`/t/${tenant.slug}/texts`} variant="subtle" color="gray">
                {t("new.later")}
              </Button>
              <Button type="submit" leftSection={<IconSend size={17} />} disabled={!ready || !body} loading={send.isPending}>
                <Action draft={draft} outlook={outlook} />
              </Button>
            </Group>
          </Group>
        </Stack>
      </Panel>
      <aside className={classes["aside"]} aria-label={t("phone.label")}>
        <Phone sender={sender} text={draft.text.trim() && draft.text + adds} />
      </aside>
    </form>
  );
}

const isTimed = (draft: Draft): boolean => !draft.later || draft.at !== "";

/** The STOP text of an offer on a line of its own, as the server adds and counts it. */
const addedTo = (draft: Draft, { estimate }: Outlook): string => (draft.purpose === "marketing" && estimate?.adds ? `\n${estimate.adds.trim()}` : "");

/** What the button does, with what it costs. */
function Action({ draft, outlook }: { readonly draft: Draft; readonly outlook: Outlook }) {
  const { t, i18n } = useTranslation("texts");
  const cost = outlook.fresh && outlook.estimate?.price ? price(outlook.estimate.price, i18n.language) : null;
  const words = draft.people.length > 1 ? t(draft.later ? "new.plan_many" : "new.send_many", { count: draft.people.length }) : t(draft.later ? "new.plan" : "new.send");
  return cost ? `${words} · ${cost}` : words;
}

function Refusal({ error }: { readonly error: unknown }) {
  const { t } = useTranslation("texts");
  const faults = faultsOf(error);
  if (!error) return null;
  if (faults.length === 0) return <TroubleNote error={error} />;
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert" title={t("new.refused")}>
      {faults.map((fault) => (
        <p key={fault} className={classes["fault"]}>
          {fault}
        </p>
      ))}
    </Alert>
  );
}
