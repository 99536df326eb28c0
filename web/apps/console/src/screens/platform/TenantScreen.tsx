import { Alert, Badge, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../app/parents.tsx";
import { platformTenantQuery, resumeTenant, suspendTenant, type PlatformTenantDetail } from "../../data/platform.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { ago, useNow } from "../../kit/When.tsx";
import { EntitlementsPanel } from "./EntitlementsPanel.tsx";
import { SupportPanel } from "./SupportPanel.tsx";
import { TenantStatus } from "./TenantsScreen.tsx";
import { UsagePanel } from "./UsagePanel.tsx";

/** One company: what it is, what it may use, help inside it, suspension. */
export function TenantScreen() {
  const { id } = useParams({ from: "/shell/platform/tenants/$id" });
  const tenant = useQuery(platformTenantQuery(id));
  return <Loaded of={tenant}>{(found) => <Detail tenant={found} />}</Loaded>;
}

function Detail({ tenant }: { readonly tenant: PlatformTenantDetail }) {
  const { t, i18n } = useTranslation("platform");
  const now = useNow();
  const queries = useQueryClient();
  const prices = useSession().platform_rights.includes("platform.prices");
  const changed = (next: PlatformTenantDetail): void => {
    queries.setQueryData(platformTenantQuery(next.id).queryKey, next);
    void queries.invalidateQueries({ queryKey: ["platform", "tenants"] });
  };
  return (
    <Page title={tenant.name} about={<TenantStatus status={tenant.status} />} width="reading"
      actions={<Suspension tenant={tenant} changed={changed} />}>
      {tenant.suspended_at && (
        <Alert color="red" variant="light" mb="md">
          {t("tenant.suspended_note", {
            when: ago(tenant.suspended_at, now, i18n.language),
            reason: tenant.suspended_reason ?? "",
          })}
        </Alert>
      )}
      <Facts tenant={tenant} />
      <EntitlementsPanel key={tenant.entitlements.version} tenant={tenant} />
      {prices ? <UsagePanel tenant={tenant} /> : null}
      <SupportPanel tenant={tenant} />
    </Page>
  );
}

function Facts({ tenant }: { readonly tenant: PlatformTenantDetail }) {
  const { t, i18n } = useTranslation("platform");
  const territory = new Intl.DisplayNames(i18n.language, { type: "region" }).of(tenant.territory);
  const languages = new Intl.DisplayNames(i18n.language, { type: "language" });
  const facts = [
    [t("tenant.zone"), tenant.zone],
    [t("tenant.territory"), territory],
    [t("tenant.currency"), tenant.currency],
    [t("tenant.languages"), tenant.languages.map((code) => languages.of(code)).join(", ")],
  ] as const;
  return (
    <Panel title={t("tenant.facts")}>
      <Stack gap="xs">
        {facts.map(([term, value]) => (
          <Group key={term} gap="md" wrap="nowrap">
            <Text c="dimmed" w={140}>{term}</Text>
            <Text>{value}</Text>
          </Group>
        ))}
        <Group gap="md" wrap="nowrap" align="start">
          <Text c="dimmed" w={140}>{t("tenant.administrators")}</Text>
          <Administrators tenant={tenant} />
        </Group>
      </Stack>
    </Panel>
  );
}

function Administrators({ tenant }: { readonly tenant: PlatformTenantDetail }) {
  const { t } = useTranslation("platform");
  return (
    <Stack gap={4}>
      {tenant.administrators.map((one) => <Text key={one.user_id}>{one.name} · {one.email}</Text>)}
      {tenant.invitations.map((one) => (
        <Group key={one.email} gap={8}>
          <Text>{one.email}</Text>
          <Badge color="gray">{t("tenant.invited")}</Badge>
        </Group>
      ))}
      {tenant.administrators.length + tenant.invitations.length === 0 && <Text>{t("tenant.no_administrators")}</Text>}
    </Stack>
  );
}

interface SuspensionProps {
  readonly tenant: PlatformTenantDetail;
  readonly changed: (tenant: PlatformTenantDetail) => void;
}

function Suspension({ tenant, changed }: SuspensionProps) {
  const { t } = useTranslation("platform");
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (tenant.status === "suspended") {
    return (
      <>
        <TroubleNote error={error} />
        <Button variant="default" leftSection={<IconPlayerPlay size={16} />}
          onClick={() => void resumeTenant(tenant.id).then(changed, setError)}>
          {t("tenant.resume")}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerPause size={16} />} onClick={() => setAsking(true)}>
        {t("tenant.suspend")}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("tenant.suspend")}>
        <SuspendForm tenant={tenant} changed={changed} onClose={() => setAsking(false)} />
      </Modal>
    </>
  );
}

function SuspendForm({ tenant, changed, onClose }: SuspensionProps & { readonly onClose: () => void }) {
  const { t } = useTranslation("platform");
  const [reason, setReason] = useState("");
  const [error, setError] = useState<unknown>(null);
  const suspend = async (): Promise<void> => {
    try {
      changed(await suspendTenant(tenant.id, reason.trim()));
      onClose();
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); void suspend(); }}>
      <TroubleNote error={error} />
      <Text mb="md">{t("tenant.suspend_about")}</Text>
      <Textarea label={t("tenant.reason")} required autosize minRows={2} maxLength={500} value={reason}
        onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>{t("form.cancel")}</Button>
        <Button type="submit" color="red" disabled={reason.trim() === ""}>{t("tenant.suspend")}</Button>
      </Group>
    </form>
  );
}
