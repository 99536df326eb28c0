import { Stack, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { createContact, tagsQuery } from "../../data/contacts.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useKeys } from "../../kit/idempotency.ts";
import { Refused } from "@guichet/api";

interface Values {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly tags: string[];
}

/** Somebody who did not write yet. */
export function NewContactDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeys();
  const known = useQuery(tagsQuery(tenant.id));
  const form = useForm<Values>({
    initialValues: { name: "", phone: "", email: "", tags: [] },
    validate: { name: (name, values) => (name.trim() || values.phone || values.email ? null : t("new.something")) },
  });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (values: Values): Promise<void> => {
    setBusy(true);
    setError(null);
    const given = (["phone", "email"] as const).filter((kind) => values[kind].trim());
    const body = {
      name: values.name.trim() || null,
      tags: values.tags,
      identities: given.map((kind) => ({ kind, value: values[kind].trim() })),
    };
    try {
      const made = await createContact(tenant.id, body, keyFor(body));
      await queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "contacts"] });
      await navigate({ to: "/t/$tenant/contacts/$contact", params: { tenant: tenant.slug, contact: made.id } });
    } catch (refusal) {
      const faults = refusal instanceof Refused ? (refusal.problem.faults ?? []) : [];
      const placed = faults.flatMap((fault) => {
        const kind = given[Number(/^identities\/(\d+)\//.exec(fault.pointer)?.[1] ?? -1)];
        return kind ? [[kind, fault.detail] as const] : [];
      });
      if (placed.length > 0) form.setErrors(Object.fromEntries(placed));
      else setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog title={t("new.title")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("add")}>
      <Stack gap="md">
        <TextInput label={t("full_name")} data-autofocus maxLength={200} {...form.getInputProps("name")} />
        <TextInput label={t("phone")} type="tel" maxLength={40} {...form.getInputProps("phone")} />
        <TextInput label={t("email")} type="email" maxLength={254} {...form.getInputProps("email")} />
        <TagsInput label={t("tags.title")} data={known.data ? [...known.data] : []} maxTags={50} {...form.getInputProps("tags")} />
      </Stack>
    </FormDialog>
  );
}
