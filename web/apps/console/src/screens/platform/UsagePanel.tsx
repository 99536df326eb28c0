import { Alert, Button, Group, NumberInput, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  creditTenant,
  priceListsQuery,
  resumeSending,
  setTenantPriceList,
  setUsageTerms,
  stopSending,
  tenantPriceListQuery,
  usageAccountQuery,
  type UsageAccount,
} from "../../data/prices.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { inFull } from "../../kit/When.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import classes from "./platform.module.css";
import { micros, termsFrom, termsOf, type TermsValues } from "./usage.ts";

interface UsagePanelProps {
  readonly tenant: { readonly id: string; readonly name: string; readonly currency: string };
}

/** What a company pays for texts, what it has left, and the switch that stops them. */
export function UsagePanel({ tenant }: UsagePanelProps) {
  const { t } = useTranslation("carriers");
  const account = useQuery(usageAccountQuery(tenant.id));
  return (
    <Panel title={t("usage.title")} about={t("usage.about")}>
      <Loaded of={account}>{(found) => <Account tenant={tenant} account={found} />}</Loaded>
    </Panel>
  );
}

type AccountProps = UsagePanelProps & { readonly account: UsageAccount };

function useTaken(tenant: string) {
  const queries = useQueryClient();
  return (account: UsageAccount): void => {
    queries.setQueryData(usageAccountQuery(tenant).queryKey, account);
  };
}

function Account({ tenant, account }: AccountProps) {
  const { t, i18n } = useTranslation("carriers");
  const [open, setOpen] = useState<"terms" | "credit" | "stop" | null>(null);
  const taken = useTaken(tenant.id);
  const resume = useDeed({ run: async () => taken(await resumeSending(tenant.id)) });
  const money = (value: number | null): string =>
    value === null ? t("usage.unlimited") : new Intl.NumberFormat(i18n.language, { style: "currency", currency: account.currency }).format(value / 1e6);
  const close = (): void => setOpen(null);
  return (
    <Stack gap="md">
      {account.stopped_at ? (
        <Alert color="red" variant="light" title={t("usage.stopped", { when: inFull(account.stopped_at, i18n.language) })}>
          {account.stopped_reason}
        </Alert>
      ) : null}
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md">
        <Sum label={t("usage.free")} value={money(account.free)} />
        <Sum label={t("usage.credited")} value={money(account.credited)} />
        <Sum label={t("usage.settled")} value={money(account.settled)} />
        <Sum label={t("usage.reserved")} value={money(account.reserved)} />
      </SimpleGrid>
      <Text size="sm" c="dimmed">{termsWords(account, money, new Intl.NumberFormat(i18n.language), t)}</Text>
      <Group gap="xs">
        <Button size="sm" variant="default" onClick={() => setOpen("credit")}>{t("usage.credit")}</Button>
        <Button size="sm" variant="default" onClick={() => setOpen("terms")}>{t("usage.terms")}</Button>
        {account.stopped_at ? (
          <Button size="sm" variant="default" loading={resume.isPending} onClick={() => resume.mutate(undefined)}>{t("usage.resume")}</Button>
        ) : (
          <Button size="sm" variant="default" c="var(--g-bad)" onClick={() => setOpen("stop")}>{t("usage.stop")}</Button>
        )}
      </Group>
      <ListChoice tenant={tenant} account={account} />
      {open === "terms" ? <TermsDialog tenant={tenant} account={account} close={close} /> : null}
      {open === "credit" ? <CreditDialog tenant={tenant} account={account} close={close} /> : null}
      {open === "stop" ? <StopDialog tenant={tenant} close={close} /> : null}
    </Stack>
  );
}

type Say = ReturnType<typeof useTranslation<"carriers">>["t"];

function termsWords(account: UsageAccount, money: (value: number | null) => string, figure: Intl.NumberFormat, t: Say): string {
  const words = [
    account.allowed === null ? t("usage.is_unlimited") : account.allowed === 0 ? t("usage.is_prepaid") : t("usage.is_up_to", { amount: money(account.allowed) }),
    account.low_at === null ? "" : t("usage.warns", { amount: money(account.low_at) }),
    account.day_cap === null ? "" : t("usage.day_cap_is", { used: figure.format(account.day_count), cap: figure.format(account.day_cap) }),
    account.month_cap === null ? "" : t("usage.month_cap_is", { used: figure.format(account.month_count), cap: figure.format(account.month_cap) }),
  ];
  return words.filter(Boolean).join(" ");
}

function Sum({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div className={classes["sum"]}>
      <Text size="xs" c="dimmed">{label}</Text>
      <Text fw={600} className="tabular">{value}</Text>
    </div>
  );
}

function ListChoice({ tenant, account }: AccountProps) {
  const { t } = useTranslation("carriers");
  const lists = useQuery(priceListsQuery);
  const [error, setError] = useState<unknown>(null);
  const queries = useQueryClient();
  const present = useQuery(tenantPriceListQuery(tenant.id));
  const [picked, setChosen] = useState<string | null>(null);
  const current = present.data?.list?.id ?? null;
  const chosen = picked ?? current;
  const fitting = (lists.data?.items ?? []).filter((one) => one.kind === "sale" && one.currency === account.currency);
  const put = async (): Promise<void> => {
    if (!chosen) return;
    setError(null);
    try {
      await setTenantPriceList(tenant.id, chosen);
      await queries.invalidateQueries({ queryKey: tenantPriceListQuery(tenant.id).queryKey });
      notifications.show({ message: t("usage.list_chosen") });
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <>
      <TroubleNote error={error} />
      <Group align="end" gap="sm">
        <Select w={280} label={t("usage.list")} description={t("usage.list_about")} placeholder={t("usage.list_none")} data={fitting.map((one) => ({ value: one.id, label: one.name }))} nothingFoundMessage={t("usage.no_list", { currency: account.currency })} value={chosen} onChange={setChosen} />
        <Button variant="default" disabled={chosen === null || chosen === current} onClick={() => void put()}>{t("usage.choose")}</Button>
      </Group>
    </>
  );
}

type DialogProps = AccountProps & { readonly close: () => void };

function TermsDialog({ tenant, account, close }: DialogProps) {
  const { t } = useTranslation(["carriers", "common"]);
  const taken = useTaken(tenant.id);
  const form = useForm<TermsValues>({ initialValues: termsOf(account) });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    taken(await setUsageTerms(tenant.id, termsFrom(values, account.currency)));
    notifications.show({ message: t("usage.saved") });
    close();
  });
  const modes = (["unlimited", "prepaid", "up_to"] as const).map((value) => ({ value, label: t(`usage.mode_${value}`) }));
  const amount = { min: 0, decimalScale: 2, thousandSeparator: " ", suffix: ` ${account.currency}` };
  return (
    <FormDialog title={t("usage.terms")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("common:save")}>
      <Stack gap="md">
        <Select label={t("usage.mode")} allowDeselect={false} data={modes} data-autofocus {...form.getInputProps("mode")} />
        {form.values.mode === "up_to" ? <NumberInput label={t("usage.allowed")} required withAsterisk={false} {...amount} {...form.getInputProps("allowed")} /> : null}
        {form.values.mode === "unlimited" ? null : <NumberInput label={t("usage.low_at")} description={t("usage.low_about")} {...amount} {...form.getInputProps("low_at")} />}
        <NumberInput label={t("usage.day_cap")} placeholder="∞" min={0} allowDecimal={false} thousandSeparator=" " {...form.getInputProps("day_cap")} />
        <NumberInput label={t("usage.month_cap")} placeholder="∞" min={0} allowDecimal={false} thousandSeparator=" " {...form.getInputProps("month_cap")} />
      </Stack>
    </FormDialog>
  );
}

function CreditDialog({ tenant, account, close }: DialogProps) {
  const { t } = useTranslation("carriers");
  const taken = useTaken(tenant.id);
  const keyFor = useKeys();
  const form = useForm({ initialValues: { kind: "credit", amount: "" as number | string, source: "", note: "" } });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const body = {
      kind: values.kind as "credit" | "refund",
      amount: (micros(values.amount) / 1e6).toFixed(2),
      currency: account.currency,
      source: values.source.trim(),
      note: values.note.trim() || null,
    };
    taken(await creditTenant(tenant.id, body, keyFor(body)));
    notifications.show({ message: t("usage.credited_now") });
    close();
  });
  return (
    <FormDialog title={t("usage.credit")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("usage.note_it")}>
      <Stack gap="md">
        <Select label={t("usage.credit_kind")} allowDeselect={false} data={[{ value: "credit", label: t("usage.kind_credit") }, { value: "refund", label: t("usage.kind_refund") }]} {...form.getInputProps("kind")} />
        <NumberInput label={t("usage.amount")} required withAsterisk={false} min={0.01} decimalScale={2} thousandSeparator=" " suffix={` ${account.currency}`} data-autofocus {...form.getInputProps("amount")} />
        <TextInput label={t("usage.source")} description={t("usage.source_about")} required withAsterisk={false} maxLength={80} {...form.getInputProps("source")} />
        <Textarea label={t("usage.note")} autosize minRows={1} maxLength={500} {...form.getInputProps("note")} />
      </Stack>
    </FormDialog>
  );
}

function StopDialog({ tenant, close }: UsagePanelProps & { readonly close: () => void }) {
  const { t } = useTranslation("carriers");
  const taken = useTaken(tenant.id);
  const form = useForm({ initialValues: { reason: "" } });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    taken(await stopSending(tenant.id, values.reason.trim()));
    close();
  });
  return (
    <FormDialog title={t("usage.stop")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("usage.stop")}>
      <Text mb="md">{t("usage.stop_about", { name: tenant.name })}</Text>
      <Textarea label={t("usage.reason")} required withAsterisk={false} autosize minRows={2} maxLength={500} data-autofocus {...form.getInputProps("reason")} />
    </FormDialog>
  );
}

