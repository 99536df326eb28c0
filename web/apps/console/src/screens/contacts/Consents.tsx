import type { Consent, ConsentMedium, ConsentPurpose, ContactCard } from "@guichet/api";
import { Badge, Button, Group, SegmentedControl, Select, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { cardQuery, recordConsent, type ConsentForm } from "../../data/contacts.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { When } from "../../kit/When.tsx";
import classes from "./contacts.module.css";
import { Proof } from "./Proof.tsx";

interface Props {
  readonly tenant: string;
  readonly card: ContactCard;
  readonly may: boolean;
}

/** What the person agreed to and withdrew: what counts now. The history is in the timeline. */
export function Consents({ tenant, card, may }: Props) {
  const { t } = useTranslation("contacts");
  const [telling, dialog] = useDisclosure(false);
  const addressed = card.identities.length > 0;
  return (
    <>
      {card.consents.length === 0 ? <p className={classes["quiet"]}>{t("consents.none")}</p> : null}
      <ul className={classes["list"]}>
        {card.consents.map((one) => (
          <li key={one.id} className={classes["line"]}>
            <span className={classes["value"]}>
              <span>
                {t(`consents.purpose.${one.purpose}`)} · {t(`consents.medium.${one.medium}`)}
              </span>
              {one.proof ? <Proof tenant={tenant} contact={card.id} consent={one} /> : null}
            </span>
            <DecisionBadge consent={one} />
            <span className={classes["quiet"]}>
              <When at={one.at} />
            </span>
          </li>
        ))}
      </ul>
      {may && addressed ? (
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={15} />} onClick={dialog.open} className={classes["add"]}>
          {t("consents.record")}
        </Button>
      ) : null}
      {telling ? <ConsentDialog tenant={tenant} card={card} close={dialog.close} /> : null}
    </>
  );
}

export function DecisionBadge({ consent }: { readonly consent: Pick<Consent, "decision"> }) {
  const { t } = useTranslation("contacts");
  return <Badge color={consent.decision === "granted" ? "green" : "red"}>{t(`consents.decision.${consent.decision}`)}</Badge>;
}

const PURPOSES: readonly ConsentPurpose[] = ["marketing", "reminders", "surveys", "profiling", "recording"];
const MEDIA: readonly ConsentMedium[] = ["any", "sms", "mail", "call", "chat"];
const SOURCES = ["agent", "form", "paper", "reply"] as const;

type Values = ConsentForm & Readonly<Record<string, unknown>>;

function ConsentDialog({ tenant, card, close }: { readonly tenant: string; readonly card: ContactCard; readonly close: () => void }) {
  const { t } = useTranslation(["contacts", "desk"]);
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm<Values>({
    initialValues: {
      identity_id: (card.identities.find((one) => one.kind !== "visitor") ?? card.identities[0])?.id ?? "",
      purpose: "marketing",
      medium: "any",
      decision: "granted",
      source: "agent",
      proof: "",
    },
  });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const body = { ...values, proof: values.proof?.trim() ? values.proof : null };
    await recordConsent(tenant, card.id, body, keyFor(body));
    await queries.invalidateQueries({ queryKey: cardQuery(tenant, card.id).queryKey });
    close();
  });
  const addresses = card.identities.map((one) => ({
    value: one.id,
    label: one.kind === "visitor" ? t("identity.browser") : one.value,
  }));
  const decisions = (["granted", "withdrawn"] as const).map((one) => ({ value: one, label: t(`consents.decision.${one}`) }));
  return (
    <FormDialog title={t("consents.record")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("consents.save")}>
      <Stack gap="md">
        <SegmentedControl data={decisions} aria-label={t("consents.decided")} {...form.getInputProps("decision")} fullWidth />
        <Group grow align="flex-start">
          <Select label={t("consents.for")} allowDeselect={false} data={PURPOSES.map((one) => ({ value: one, label: t(`consents.purpose.${one}`) }))} {...form.getInputProps("purpose")} />
          <Select label={t("consents.by")} allowDeselect={false} data={MEDIA.map((one) => ({ value: one, label: t(`consents.medium.${one}`) }))} {...form.getInputProps("medium")} />
        </Group>
        <Select label={t("consents.address")} allowDeselect={false} data={addresses} {...form.getInputProps("identity_id")} />
        <Select label={t("consents.source_title")} allowDeselect={false} data={SOURCES.map((one) => ({ value: one, label: t(`consents.source.${one}`) }))} {...form.getInputProps("source")} />
        <Textarea label={t("consents.proof")} description={t("consents.proof_hint")} autosize minRows={2} maxRows={5} maxLength={2000} {...form.getInputProps("proof")} />
      </Stack>
    </FormDialog>
  );
}
