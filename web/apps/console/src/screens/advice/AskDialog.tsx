import type { AdviceKind } from "@guichet/api";
import { Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { adviceQuery, askForAdvice } from "../../data/advice.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";

interface Values {
  readonly title: string;
  readonly text: string;
  readonly [field: string]: unknown;
}

export function AskDialog({ kind, close }: { readonly kind: AdviceKind; readonly close: () => void }) {
  const { t } = useTranslation(["advice", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeys();
  const given = (value: string): string | null => (value.trim() ? null : t("common:required"));
  const form = useForm<Values>({ initialValues: { title: "", text: "" }, validate: { title: given, text: given } });
  const { busy, error, submit } = useSubmission(form, async ({ title, text }) => {
    const body = { kind, title: title.trim(), text: text.trim() };
    const made = await askForAdvice(tenant.id, body, keyFor(body));
    await queries.invalidateQueries({ queryKey: adviceQuery(tenant.id).queryKey });
    await navigate({ to: "/t/$tenant/advice/$request", params: { tenant: tenant.slug, request: made.id } });
  });
  return (
    <FormDialog title={t(`dialog.${kind}`)} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("send")} size="lg">
      <Stack gap="md">
        <TextInput label={t("subject")} placeholder={t(`subject_hint.${kind}`)} required withAsterisk={false} data-autofocus maxLength={150} {...form.getInputProps("title")} />
        <Textarea label={t("text")} placeholder={t(`text_hint.${kind}`)} required withAsterisk={false} autosize minRows={5} maxRows={14} maxLength={8000} {...form.getInputProps("text")} />
      </Stack>
    </FormDialog>
  );
}
