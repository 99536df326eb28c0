import { Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { freezeSegment, listsKey, type Parameters, type Segment } from "../../data/segments.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { onDay } from "../../kit/When.tsx";

interface Props {
  readonly segment: Segment;
  readonly parameters: Parameters;
  readonly close: () => void;
}

/** Whoever is in the segment now, written down as a list. */
export function FreezeDialog({ segment, parameters, close }: Props) {
  const { t, i18n } = useTranslation("segments");
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeys();
  const today = onDay(new Date().toISOString(), i18n.language, tenant.zone);
  const form = useForm({ initialValues: { name: `${segment.name}, ${today}` } });
  const { busy, error, submit } = useSubmission(form, async ({ name }) => {
    const body = { name, parameters };
    const made = await freezeSegment(tenant.id, segment.id, body, keyFor(body));
    await queries.invalidateQueries({ queryKey: listsKey(tenant.id) });
    await navigate({ to: "/t/$tenant/lists/$list", params: { tenant: tenant.slug, list: made.id } });
  });
  return (
    <FormDialog title={t("freeze.title")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("freeze.action")}>
      <Text size="md" mb="md">
        {t("freeze.about")}
      </Text>
      <TextInput label={t("freeze.name")} data-autofocus maxLength={120} {...form.getInputProps("name")} />
    </FormDialog>
  );
}
