import { Button, Checkbox, Group, Modal, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "@guichet/api";
import { currentLanguage } from "../../app/i18n.ts";
import { createTenant } from "../../data/platform.ts";
import { useSubmission } from "../../kit/forms.ts";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { slugOf } from "./slug.ts";

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const LANGUAGES = ["fr", "en"] as const;

interface Values extends Record<string, unknown> {
  name: string;
  slug: string;
  zone: string;
  territory: string;
  currency: string;
  languages: Language[];
  administrator: string;
  language: Language;
}

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** A company and the invitation of its first administrator. */
export function NewTenantForm({ opened, onClose }: Props) {
  const { t } = useTranslation("platform");
  return (
    <Modal opened={opened} onClose={onClose} title={t("tenants.new")} size="lg">
      <Fields onClose={onClose} />
    </Modal>
  );
}

function useNewTenant(onClose: () => void) {
  const { t } = useTranslation("platform");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  const form = useForm<Values>({
    initialValues: {
      name: "", slug: "", zone: HERE, territory: "FR", currency: "EUR",
      languages: ["fr"], administrator: "", language: currentLanguage(),
    },
  });
  const submission = useSubmission(form, async ({ administrator, language, ...rest }) => {
    const made = await createTenant({ ...rest, administrator: { email: administrator, language } }, key);
    await queries.invalidateQueries({ queryKey: ["platform", "tenants"] });
    notifications.show({ message: t("form.created", { name: made.name, email: administrator }) });
    onClose();
    await navigate({ to: "/platform/tenants/$id", params: { id: made.id } });
  });
  return { form, submission };
}

function Fields({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("platform");
  const { form, submission } = useNewTenant(onClose);
  return (
    <form onSubmit={form.onSubmit((values) => void submission.submit(values))} noValidate>
      <TroubleNote error={submission.error} />
      <Stack gap="md">
        <NameAndSlug form={form} />
        <Group grow align="start">
          <Select label={t("form.zone")} data={Intl.supportedValuesOf("timeZone")} searchable required {...form.getInputProps("zone")} />
          <TextInput label={t("form.territory")} maxLength={2} required {...form.getInputProps("territory")} />
          <TextInput label={t("form.currency")} maxLength={3} required {...form.getInputProps("currency")} />
        </Group>
        <Checkbox.Group label={t("form.languages")} {...form.getInputProps("languages")}>
          <Group mt={6}>
            {LANGUAGES.map((language) => <Checkbox key={language} value={language} label={t(`form.${language}`)} />)}
          </Group>
        </Checkbox.Group>
        <TextInput type="email" label={t("form.administrator")} description={t("form.administrator_about")} required
          {...form.getInputProps("administrator")} />
        <div>
          <Text size="sm" fw={500} mb={4} id="invitation-language">{t("form.administrator_language")}</Text>
          <SegmentedControl aria-labelledby="invitation-language" {...form.getInputProps("language")}
            data={LANGUAGES.map((language) => ({ value: language, label: t(`form.${language}`) }))} />
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t("form.cancel")}</Button>
          <Button type="submit" loading={submission.busy}>{t("form.create")}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function NameAndSlug({ form }: { readonly form: ReturnType<typeof useNewTenant>["form"] }) {
  const { t } = useTranslation("platform");
  const [own, setOwn] = useState(false);
  const name = form.getInputProps("name");
  const slug = form.getInputProps("slug");
  return (
    <Group grow align="start">
      <TextInput label={t("form.name")} required data-autofocus {...name}
        onChange={(event) => {
          form.setFieldValue("name", event.currentTarget.value);
          if (!own) form.setFieldValue("slug", slugOf(event.currentTarget.value));
        }} />
      <TextInput label={t("form.slug")} description={t("form.slug_about", { slug: form.values.slug })} required
        inputWrapperOrder={["label", "input", "description", "error"]} {...slug}
        onChange={(event) => {
          setOwn(true);
          form.setFieldValue("slug", event.currentTarget.value);
        }} />
    </Group>
  );
}
