import { Alert, Anchor, Button, Group, Text, TextInput } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconClockX, IconTicket } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { lookAtCode, type Code } from "../../data/campaignCodes.ts";
import { Page, Panel } from "../../kit/Page.tsx";
import { useTrouble } from "../../kit/Trouble.tsx";
import { inFull } from "../../kit/When.tsx";
import classes from "./campaigns.module.css";
import { CampaignsTabs } from "./CampaignsTabs.tsx";

/** What a code is worth that somebody shows; looking at it does not use it. */
export function CodesScreen() {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const tell = useTrouble();
  const [typed, setTyped] = useState("");
  const ask = useMutation({ mutationFn: (code: string) => lookAtCode(tenant.id, code) });
  return (
    <Page title={t("title")} about={t("codes.about")}>
      <CampaignsTabs here="codes" />
      <Panel title={t("codes.look")} about={t("codes.look_about")}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim()) ask.mutate(typed.trim());
          }}>
          <Group gap="sm" align="flex-start">
            <TextInput value={typed} onChange={(event) => setTyped(event.currentTarget.value)} aria-label={t("codes.code")} placeholder="0K7M-29QXW" leftSection={<IconTicket size={16} />} maxLength={40}
              error={ask.error ? tell(ask.error) : null} className={classes["grow"] ?? ""} autoCapitalize="characters" autoComplete="off" spellCheck={false} />
            <Button type="submit" loading={ask.isPending} disabled={!typed.trim()}>
              {t("codes.check")}
            </Button>
          </Group>
        </form>
        <div aria-live="polite">{ask.data ? <Worth one={ask.data} /> : null}</div>
      </Panel>
      <div className={classes["gap"]}>
        <Panel title={t("codes.how")}>
          <Text>{t("codes.how_text")}</Text>
        </Panel>
      </div>
    </Page>
  );
}

const LOOKS = { good: ["green", IconCircleCheck], used: ["red", IconCircleX], expired: ["yellow", IconClockX] } as const;

/** What its state means, and since or until when. */
function useWords(one: Code): string {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  const at = one.use?.at ?? one.ends_at;
  const when = at ? inFull(at, i18n.language, zone) : "";
  return {
    good: one.ends_at ? t("codes.good_until", { when }) : t("codes.good_text"),
    used: one.use?.by_name ? t("codes.used_by", { when, who: one.use.by_name }) : t("codes.used_at", { when }),
    expired: t("codes.expired_at", { when }),
  }[one.state];
}

function Worth({ one }: { readonly one: Code }) {
  const { t } = useTranslation("campaigns");
  const { slug } = useTenant();
  const mayCampaigns = useMay("campaigns.read");
  const mayContacts = useMay("contacts.read");
  const [colour, Picture] = LOOKS[one.state];
  const words = useWords(one);
  return (
    <Alert mt="md" color={colour} variant="light" icon={<Picture size={20} />} title={`${one.code} · ${t(`codes.state.${one.state}`)}`}>
      <p className={classes["said"]}>
        {words}
        {one.use?.reference ? ` · ${one.use.reference}` : ""}
      </p>
      <Group gap="md">
        {mayCampaigns ? (
          <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/t/$tenant/campaigns/$campaign" params={{ tenant: slug, campaign: one.campaign_id }} />}>
            {one.campaign}
          </Anchor>
        ) : (
          <Text size="sm">{one.campaign}</Text>
        )}
        {one.contact_id && mayContacts ? (
          <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/t/$tenant/contacts/$contact" params={{ tenant: slug, contact: one.contact_id ?? "" }} />}>
            {t("codes.whose")}
          </Anchor>
        ) : null}
      </Group>
    </Alert>
  );
}
