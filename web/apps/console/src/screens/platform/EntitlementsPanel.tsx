import { Button, Checkbox, NumberInput, Progress, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { platformTenantQuery, setEntitlements, type Entitlements, type PlatformTenantDetail, type Use } from "../../data/platform.ts";
import { Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import type { Key } from "../../locales/keys.ts";
import { FEATURES, type Feature } from "./features.ts";

/** What the company may use and how much, with what it uses now. */
export function EntitlementsPanel({ tenant }: { readonly tenant: PlatformTenantDetail }) {
  const { t } = useTranslation("platform");
  const form = useEntitlements(tenant);
  return (
    <Panel title={t("tenant.use")} about={t("tenant.use_about")}
      actions={<Button size="sm" disabled={!form.changed} loading={form.busy} onClick={() => void form.save()}>{t("tenant.save")}</Button>}>
      <TroubleNote error={form.error} />
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("tenant.quota")}</Table.Th>
            <Table.Th>{t("tenant.used")}</Table.Th>
            <Table.Th w={150}>{t("tenant.limit")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {/* A limit that nothing counts yet would promise what is not kept. */}
          {tenant.uses.filter((use) => use.used !== null).map((use) => (
            <QuotaRow key={use.quota} use={use} limit={form.value.quotas[use.quota] ?? null}
              onLimit={(limit) => form.setQuota(use.quota, limit)} />
          ))}
        </Table.Tbody>
      </Table>
      <Text fw={550} mt="lg" mb="xs">{t("tenant.features")}</Text>
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing="xs">
        {FEATURES.map((feature) => (
          <Checkbox key={feature} label={t(`features.${feature}`)} checked={form.value.features.includes(feature)}
            onChange={(event) => form.setFeature(feature, event.currentTarget.checked)} />
        ))}
      </SimpleGrid>
    </Panel>
  );
}

function useEntitlements(tenant: PlatformTenantDetail) {
  const { t } = useTranslation("platform");
  const queries = useQueryClient();
  const [value, setValue] = useState<Entitlements>(tenant.entitlements);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await setEntitlements(tenant.id, value);
      await queries.invalidateQueries({ queryKey: platformTenantQuery(tenant.id).queryKey });
      notifications.show({ message: t("tenant.saved") });
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return {
    value, busy, error, save,
    changed: value !== tenant.entitlements,
    setQuota: (name: string, limit: number | null) =>
      setValue((held) => ({ ...held, quotas: { ...held.quotas, [name]: limit } })),
    setFeature: (feature: Feature, on: boolean) =>
      setValue((held) => ({
        ...held,
        features: on ? [...held.features, feature] : held.features.filter((one) => one !== feature),
      })),
  };
}

interface RowProps {
  readonly use: Use;
  readonly limit: number | null;
  readonly onLimit: (limit: number | null) => void;
}

function QuotaRow({ use, limit, onLimit }: RowProps) {
  const { t, i18n } = useTranslation("platform");
  const label = t(`quotas.${use.quota}` as Key<"platform">);
  const share = limit && use.used !== null ? Math.min(100, (100 * use.used) / limit) : 0;
  return (
    <Table.Tr>
      <Table.Td>{label}</Table.Td>
      <Table.Td>
        <Stack gap={4}>
          {use.used?.toLocaleString(i18n.language)}
          {limit !== null && use.used !== null && (
            <Progress value={share} size={4} color={share >= 90 ? "red" : "lagoon"} aria-label={label} />
          )}
        </Stack>
      </Table.Td>
      <Table.Td>
        <NumberInput size="sm" min={0} allowDecimal={false} thousandSeparator=" " value={limit ?? ""}
          aria-label={`${label}: ${t("tenant.limit")}`} placeholder="∞"
          onChange={(next) => onLimit(typeof next === "number" ? next : null)} />
      </Table.Td>
    </Table.Tr>
  );
}
