import type { Handoff } from "@guichet/api";
import { Button, Checkbox, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { handoffQuery, removeHandoff, setHandoff } from "../../data/contacts.ts";
import { useSubmission } from "../../kit/forms.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { useDeed } from "../../kit/useDeed.ts";

const BLANKS = "{contact_id} {external_id} {email} {phone} {name} {language} {agent}";

/** Where a card leads to in the company's own customer system. */
export function HandoffPanel({ may }: { readonly may: boolean }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const handoff = useQuery(handoffQuery(tenant.id));
  return (
    <Panel title={t("handoff.title")} about={t("handoff.about")}>
      <Loaded of={handoff}>{(found) => <Form key={found?.version ?? 0} handoff={found} may={may} />}</Loaded>
    </Panel>
  );
}

interface Values {
  readonly title: string;
  readonly template: string;
  readonly renew: boolean;
  readonly [field: string]: unknown;
}

function Form({ handoff, may }: { readonly handoff: Handoff | null; readonly may: boolean }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const queries = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const form = useForm<Values>({ initialValues: { title: handoff?.title ?? "", template: handoff?.template ?? "", renew: false } });
  const { queryKey } = handoffQuery(tenant.id);
  const { busy, error, submit } = useSubmission(form, async ({ title, template, renew }) => {
    const stored = await setHandoff(tenant.id, { title, template, renew_secret: renew });
    setSecret(stored.secret);
    if (!stored.secret) await queries.invalidateQueries({ queryKey });
  });
  const remove = useDeed({ run: () => removeHandoff(tenant.id, {}), changes: [queryKey] });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <TroubleNote error={error} />
      <Stack gap="md">
        <TextInput label={t("handoff.name")} placeholder="Salesforce" maxLength={60} disabled={!may} required withAsterisk={false} {...form.getInputProps("title")} />
        <TextInput label={t("handoff.template")} description={t("handoff.blanks", { blanks: BLANKS })} placeholder="https://crm.example/fiche?ref={external_id}"
          disabled={!may} required withAsterisk={false} maxLength={1000} {...form.getInputProps("template")} />
        {handoff && may ? <Checkbox label={t("handoff.renew")} {...form.getInputProps("renew", { type: "checkbox" })} /> : null}
        {secret ? (
          <Text size="sm" role="status">
            {t("handoff.secret")} <Code>{secret}</Code>
          </Text>
        ) : null}
        {may ? (
          <Group justify="flex-end" gap="xs">
            {handoff ? (
              <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
                {t("handoff.remove")}
              </Button>
            ) : null}
            <Button type="submit" loading={busy}>
              {t("save")}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </form>
  );
}
