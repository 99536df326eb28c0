import type { Hook, HookForm, NewHook } from "@guichet/api";
import { Checkbox, NumberInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { changeHook, createHook, formOf, hooksQuery } from "../../../data/hooks.ts";
import { FormDialog } from "../../../kit/Dialog.tsx";
import { useSubmission } from "../../../kit/forms.ts";
import { useKeys } from "../../../kit/idempotency.ts";
import { KindChoice } from "./KindChoice.tsx";

interface HookDialogProps {
  /** The one that is changed; none: a new one. */
  readonly hook?: Hook;
  readonly close: () => void;
  readonly made?: (made: NewHook) => void;
}

type Values = Required<HookForm> & Readonly<Record<string, unknown>>;

const NEW: Values = { address: "", kinds: [], description: "", together: false, lanes: 1, enabled: true };
const MOST_LANES = 8;

export function HookDialog({ hook, close, made }: HookDialogProps) {
  const { t } = useTranslation(["hooks", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm<Values>({
    initialValues: hook ? { ...NEW, ...formOf(hook) } : NEW,
    validate: { kinds: (kinds) => (kinds.length > 0 ? null : t("form.oneKind")) },
  });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const created = hook ? null : await createHook(tenant.id, values, keyFor(values));
    if (hook) await changeHook(tenant.id, hook.id, values);
    await queries.invalidateQueries({ queryKey: hooksQuery(tenant.id).queryKey });
    close();
    if (created) made?.(created);
  });
  return (
    <FormDialog
      title={hook ? t("form.change") : t("form.new")}
      close={close}
      submit={form.onSubmit((values) => void submit(values))}
      busy={busy}
      error={error}
      action={hook ? t("common:save") : t("form.make")}
      size="lg"
    >
      <Stack gap="md">
        <TextInput
          label={t("form.address")}
          description={t("form.addressHint")}
          placeholder="https://"
          type="url"
          maxLength={2000}
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps("address")}
        />
        <TextInput label={t("form.description")} description={t("form.descriptionHint")} maxLength={200} {...form.getInputProps("description")} />
        <KindChoice value={form.values.kinds} onChange={(kinds) => form.setFieldValue("kinds", kinds)} error={form.errors["kinds"]} />
        <Checkbox label={t("form.together")} description={t("form.togetherHint")} {...form.getInputProps("together", { type: "checkbox" })} />
        <NumberInput label={t("form.lanes")} description={t("form.lanesHint")} min={1} max={MOST_LANES} clampBehavior="strict" allowDecimal={false} {...form.getInputProps("lanes")} />
      </Stack>
    </FormDialog>
  );
}
