import type { NewApiKey } from "@guichet/api";
import { Checkbox, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { apiKeysQuery, createApiKey, rolesQuery } from "../../data/tenant.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";

const DAY = 86_400_000;
const LIFETIMES = ["30", "90", "365"] as const;
/** Calls a minute a key may make, unless the server is told otherwise. */
const PER_MINUTE = 600;

interface Values {
  readonly name: string;
  readonly rights: string[];
  readonly days: string;
  readonly [field: string]: unknown;
}

interface ApiKeyDialogProps {
  readonly close: () => void;
  readonly made: (key: NewApiKey) => void;
}

function endOf(days: string): string | null {
  return days === "never" ? null : new Date(Date.now() + Number(days) * DAY).toISOString();
}

export function ApiKeyDialog({ close, made }: ApiKeyDialogProps) {
  const { t } = useTranslation(["settings", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm<Values>({
    initialValues: { name: "", rights: [], days: "90" },
    validate: { rights: (rights) => (rights.length > 0 ? null : t("apiKeys.oneRight")) },
  });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const { name, rights, days } = values;
    const key = await createApiKey(tenant.id, { name, rights, expires_at: endOf(days), per_minute: PER_MINUTE }, keyFor(values));
    await queries.invalidateQueries({ queryKey: apiKeysQuery(tenant.id).queryKey });
    made(key);
  });
  const lifetimes = LIFETIMES.map((days) => ({ value: days, label: t("apiKeys.days", { count: Number(days) }) }));
  return (
    <FormDialog
      title={t("apiKeys.create")}
      close={close}
      submit={form.onSubmit((values) => void submit(values))}
      busy={busy}
      error={error}
      action={t("apiKeys.make")}
    >
      <Stack gap="md">
        <TextInput label={t("apiKeys.name")} description={t("apiKeys.nameHint")} maxLength={120} required withAsterisk={false} data-autofocus {...form.getInputProps("name")} />
        <Select
          label={t("apiKeys.lifetime")}
          allowDeselect={false}
          data={[...lifetimes, { value: "never", label: t("apiKeys.forever") }]}
          {...form.getInputProps("days")}
        />
        <RightsChoice value={form.values.rights} {...form.getInputProps("rights")} />
      </Stack>
    </FormDialog>
  );
}

interface RightsChoiceProps {
  readonly value: string[];
  readonly onChange?: (rights: string[]) => void;
  readonly error?: React.ReactNode;
}

/** A key can be given no more than its maker may do. */
function RightsChoice({ value, onChange, error }: RightsChoiceProps) {
  const { t } = useTranslation("settings");
  const tenant = useTenant();
  const { data } = useQuery(rolesQuery(tenant.id));
  const mine = (data?.rights ?? []).filter((right) => tenant.rights.includes(right.right));
  return (
    <Checkbox.Group label={t("apiKeys.may")} value={value} onChange={onChange} error={error}>
      <Stack gap="xs" mt="xs" mb="xs">
        {mine.map((right) => (
          <Checkbox key={right.right} value={right.right} label={right.title} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
