import { MultiSelect, NumberInput, Radio, Select, SimpleGrid, Stack, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { changeSmppAccount, createSmppAccount, smppAccountsQuery, type NewSmppAccount, type SmppAccount, type SmppForm } from "../../../data/smpp.ts";
import { numbersQuery, senderNamesQuery } from "../../../data/texts.ts";
import { FormDialog } from "../../../kit/Dialog.tsx";
import { useSubmission } from "../../../kit/forms.ts";
import { useKeys } from "../../../kit/idempotency.ts";

interface Props {
  /** The one that is changed; none: a new one. */
  readonly account: SmppAccount | null;
  readonly close: () => void;
  readonly made: (made: NewSmppAccount) => void;
}

type Values = { -readonly [Name in keyof SmppForm]: SmppForm[Name] extends readonly string[] ? string[] : SmppForm[Name] } & Record<string, unknown>;

const PURPOSES = ["service", "otp", "marketing"] as const;
const CONSENTS = ["optin", "soft"] as const;

function startOf(account: SmppAccount | null): Values {
  const { name = "", purpose = "service", consent = "none", senders = [], networks = [], most_binds = 4, window = 100, per_second = 100 } = account ?? {};
  return { name, purpose, consent, senders: [...senders], networks: [...networks], most_binds, window, per_second };
}

export function AccountDialog({ account, close, made }: Props) {
  const { t } = useTranslation(["smpp", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm<Values>({ initialValues: startOf(account) });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const body = { ...values, consent: values.purpose === "marketing" ? values.consent : ("none" as const) };
    const created = account ? null : await createSmppAccount(tenant.id, body, keyFor(body));
    if (account) await changeSmppAccount(tenant.id, account.id, body);
    await queries.invalidateQueries({ queryKey: smppAccountsQuery(tenant.id).queryKey });
    close();
    if (created) made(created);
  });
  const { purpose } = form.values;
  return (
    <FormDialog title={account ? account.name : t("create")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={account ? t("common:save") : t("make")} size="lg">
      <Stack gap="md">
        <TextInput label={t("form.name")} description={t("form.nameHint")} maxLength={100} required withAsterisk={false} data-autofocus {...form.getInputProps("name")} />
        <Select label={t("form.purpose")} description={t("form.purposeHint")} data={PURPOSES.map((value) => ({ value, label: t(`purpose.${value}`) }))} allowDeselect={false} {...form.getInputProps("purpose")} />
        {purpose === "marketing" ? (
          <Radio.Group label={t("form.consent")} {...form.getInputProps("consent")}>
            <Stack gap={8} mt={8}>
              {CONSENTS.map((value) => (
                <Radio key={value} value={value} label={t(`consent.${value}`)} />
              ))}
            </Stack>
          </Radio.Group>
        ) : null}
        <Senders {...form.getInputProps("senders")} value={form.values.senders} />
        <TagsInput label={t("form.networks")} description={t("form.networksHint")} placeholder={form.values.networks.length === 0 ? "203.0.113.0/24" : ""} splitChars={[",", " "]} acceptValueOnBlur maxTags={50} {...form.getInputProps("networks")} />
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
          <NumberInput label={t("form.perSecond")} description={t("form.perSecondHint")} min={1} max={50_000} allowDecimal={false} {...form.getInputProps("per_second")} />
          <NumberInput label={t("form.binds")} description={t("form.bindsHint")} min={1} max={50} allowDecimal={false} {...form.getInputProps("most_binds")} />
          <NumberInput label={t("form.window")} description={t("form.windowHint")} min={1} max={5_000} allowDecimal={false} {...form.getInputProps("window")} />
        </SimpleGrid>
      </Stack>
    </FormDialog>
  );
}

interface SendersProps {
  readonly value: string[];
  readonly onChange?: (value: string[]) => void;
  readonly error?: React.ReactNode;
}

/** The company's own names and numbers, to choose from. */
function Senders({ value, onChange, error }: SendersProps) {
  const { t } = useTranslation("smpp");
  const tenant = useTenant();
  const names = useQuery({ ...senderNamesQuery(tenant.id), enabled: useMay("care.read") }).data ?? [];
  const numbers = useQuery({ ...numbersQuery(tenant.id), enabled: useMay("entry_points.read") }).data ?? [];
  const known = [...names.filter((one) => one.state === "registered").map((one) => one.name), ...numbers.map((one) => one.number)];
  return (
    <MultiSelect label={t("form.senders")} description={t("form.sendersHint")} data={[...new Set([...known, ...value])]} value={value} onChange={onChange} error={error}
      searchable placeholder={value.length === 0 ? t("form.sendersAny") : ""} nothingFoundMessage={t("form.sendersNone")} hidePickedOptions />
  );
}
