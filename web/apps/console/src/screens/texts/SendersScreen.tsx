import { Badge, Button, Group, NumberInput, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAt, IconDeviceMobileMessage, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMay, useTenant } from "../../app/parents.tsx";
import { entryPointsQuery } from "../../data/tenant.ts";
import { askSenderName, careQuery, numbersQuery, putCare, senderNamesQuery, type Care, type OwnNumber, type SenderName } from "../../data/texts.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { Empty } from "../../kit/Empty.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { When } from "../../kit/When.tsx";
import { count as countText } from "./counting.ts";
import { TextsTabs } from "./TextsTabs.tsx";
import { spaced } from "./words.ts";

/** Under which names and numbers the company writes, and how careful it is. */
export function SendersScreen() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const [asking, dialog] = useDisclosure(false);
  const may = useMay("care.manage");
  const names = useQuery(senderNamesQuery(tenant.id));
  const ask = may ? (
    <Button leftSection={<IconPlus size={18} />} onClick={dialog.open}>
      {t("senders.ask")}
    </Button>
  ) : null;
  return (
    <Page title={t("title")} about={t("senders.about")} actions={ask}>
      <TextsTabs here="senders" />
      <Panel title={t("senders.names")} about={t("senders.names_about")} flush>
        <Loaded of={names} empty={{ when: (all) => all.length === 0, show: <Empty icon={IconAt} title={t("senders.none")}>{t("senders.none_text")}</Empty> }}>
          {(all) => (
            <Rows label={t("senders.names")}>
              {all.map((one) => (
                <NameRow key={one.id} one={one} />
              ))}
            </Rows>
          )}
        </Loaded>
      </Panel>
      <Numbers />
      <CarePanel may={may} />
      {asking ? <AskDialog close={dialog.close} /> : null}
    </Page>
  );
}

const COLOURS = { asked: "yellow", registered: "green", refused: "red" } as const;

function NameRow({ one }: { readonly one: SenderName }) {
  const { t } = useTranslation("texts");
  const { zone } = useTenant();
  return (
    <Row
      picture={<IconAt size={20} stroke={1.6} aria-hidden="true" />}
      title={
        <>
          {one.name}
          <Badge color={COLOURS[one.state]}>{t(`senders.state.${one.state}`)}</Badge>
        </>
      }
      sub={one.state === "refused" && one.reason ? t("senders.why", { reason: one.reason }) : one.proof}
      facts={<When at={one.decided_at ?? one.asked_at} zone={zone} />}
    />
  );
}

function Numbers() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const may = useMay("entry_points.read");
  const numbers = useQuery({ ...numbersQuery(tenant.id), enabled: may });
  if (!may) return null;
  const none = (
    <Empty icon={IconDeviceMobileMessage} title={t("senders.no_number")}>
      {t("senders.no_number_text")}
    </Empty>
  );
  return (
    <Panel title={t("senders.numbers")} about={t("senders.numbers_about")} flush>
      <Loaded of={numbers} empty={{ when: (all) => all.length === 0, show: none }}>
        {(all) => (
          <Rows label={t("senders.numbers")}>
            {all.map((one) => (
              <NumberRow key={one.number} one={one} />
            ))}
          </Rows>
        )}
      </Loaded>
    </Panel>
  );
}

/** What people write to it goes where an entry point says: the settings are there. */
function NumberRow({ one }: { readonly one: OwnNumber }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const points = useQuery(entryPointsQuery(tenant.id)).data ?? [];
  const used = points.filter((point) => point.kind === "sms" && point.enabled && point.settings["number"] === one.number);
  return (
    <Row
      picture={<IconDeviceMobileMessage size={20} stroke={1.6} aria-hidden="true" />}
      title={
        <>
          {spaced(one.number)}
          {one.keywords.map((word) => (
            <Badge key={word} color="gray">
              {word}
            </Badge>
          ))}
        </>
      }
      sub={used.length > 0 ? t("senders.leads", { where: used.map((point) => point.title).join(", ") }) : t("senders.leads_nowhere")}
      facts={one.shared ? t("senders.shared") : t("senders.yours")}
      actions={
        <Button size="compact-sm" variant="subtle" renderRoot={(props) => <Link {...props} to="/t/$tenant/settings/entry-points" params={{ tenant: tenant.slug }} />}>
          {t("senders.set_up")}
        </Button>
      }
    />
  );
}

function AskDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm({ initialValues: { name: "", proof: "" } });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const body = { name: values.name.trim(), proof: values.proof.trim() };
    await askSenderName(tenant.id, body, keyFor(body));
    await queries.invalidateQueries({ queryKey: senderNamesQuery(tenant.id).queryKey });
    close();
  });
  const counted = countText(form.values.name);
  return (
    <FormDialog title={t("senders.ask")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("senders.ask_action")}>
      <Stack gap="md">
        <TextInput data-autofocus label={t("senders.name")} description={t("senders.name_hint", { count: counted.units })} maxLength={40} required withAsterisk={false} {...form.getInputProps("name")} />
        <Textarea label={t("senders.proof")} description={t("senders.proof_hint")} autosize minRows={2} maxLength={500} required withAsterisk={false} {...form.getInputProps("proof")} />
      </Stack>
    </FormDialog>
  );
}

function CarePanel({ may }: { readonly may: boolean }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const care = useQuery(careQuery(tenant.id));
  return (
    <Panel title={t("care.title")} about={t("care.about")}>
      <Loaded of={care}>{(held) => <CareForm key={held.version} held={held} may={may} />}</Loaded>
    </Panel>
  );
}

function CareForm({ held, may }: { readonly held: Care; readonly may: boolean }) {
  const { t } = useTranslation(["texts", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const [prudent, setPrudent] = useState(held.prudent);
  const [capped, setCapped] = useState(held.cap !== null && held.cap !== undefined);
  const [cap, setCap] = useState(held.cap ?? { count: 2, days: 7 });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const next = { ...held, prudent, cap: capped ? cap : null };
  const dirty = JSON.stringify(next) !== JSON.stringify({ ...held, cap: held.cap ?? null });
  const save = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      queries.setQueryData(careQuery(tenant.id).queryKey, await putCare(tenant.id, next));
      notifications.show({ message: t("common:saved") });
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}>
      <TroubleNote error={error} />
      <fieldset disabled={!may} style={{ border: 0, margin: 0, padding: 0 }}>
        <Stack gap="md">
          <Switch checked={prudent} onChange={(event) => setPrudent(event.currentTarget.checked)} label={t("care.prudent")} description={t("care.prudent_about")} />
          <Switch checked={capped} onChange={(event) => setCapped(event.currentTarget.checked)} label={t("care.cap")} description={t("care.cap_about")} />
          {capped ? (
            <Group gap="sm" align="center">
              <NumberInput value={cap.count} onChange={(value) => setCap({ ...cap, count: Number(value) || 1 })} min={1} max={1000} w={90} aria-label={t("care.cap_count")} />
              <Text size="md">{t("care.cap_in")}</Text>
              <NumberInput value={cap.days} onChange={(value) => setCap({ ...cap, days: Number(value) || 1 })} min={1} max={366} w={90} aria-label={t("care.cap_days")} />
              <Text size="md">{t("care.days")}</Text>
            </Group>
          ) : null}
        </Stack>
      </fieldset>
      {may ? (
        <Button type="submit" mt="lg" disabled={!dirty} loading={busy}>
          {t("common:save")}
        </Button>
      ) : null}
    </form>
  );
}
