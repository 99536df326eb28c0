import { Alert, Button, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { askSupport, endSupportEarly, platformTenantQuery, type PlatformGrant, type PlatformTenantDetail } from "../../data/platform.ts";
import { useRenewSession } from "../../app/useRenewSession.ts";
import { Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { inFull } from "../../kit/When.tsx";

const CHOICES = [15, 30, 60, 120, 240, 480] as const;

/** Help inside the company: asked for here, agreed to there, for a time. */
export function SupportPanel({ tenant }: { readonly tenant: PlatformTenantDetail }) {
  const { t } = useTranslation("platform");
  const queries = useQueryClient();
  const renewSession = useRenewSession();
  const [error, setError] = useState<unknown>(null);
  const changed = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: platformTenantQuery(tenant.id).queryKey });
    await renewSession();
  };
  const living = tenant.support?.state === "asked" || tenant.support?.state === "active" ? tenant.support : null;
  return (
    <Panel title={t("tenant.support")} about={t("tenant.support_about")}>
      <TroubleNote error={error} />
      {living ? (
        <Living grant={living} slug={tenant.slug} end={() => void endSupportEarly(living.id).then(changed, setError)} />
      ) : (
        <AskForm tenant={tenant} changed={changed} refused={setError} />
      )}
    </Panel>
  );
}

interface LivingProps {
  readonly grant: PlatformGrant;
  readonly slug: string;
  readonly end: () => void;
}

function Living({ grant, slug, end }: LivingProps) {
  const { t, i18n } = useTranslation("platform");
  const until = grant.state === "active" ? grant.until : null;
  return (
    <Alert variant="light" color={until ? "lagoon" : "gray"}>
      <Group justify="space-between">
        <Text>{until ? t("tenant.active_until", { when: inFull(until, i18n.language) }) : t("tenant.asked")}</Text>
        <Group gap="xs">
          {until && <Button size="sm" component={Link} to={`/t/${slug}`}>{t("tenant.enter")}</Button>}
          <Button size="sm" variant="default" onClick={end}>{t("tenant.leave")}</Button>
        </Group>
      </Group>
    </Alert>
  );
}

interface AskProps {
  readonly tenant: PlatformTenantDetail;
  readonly changed: () => Promise<void>;
  readonly refused: (error: unknown) => void;
}

function AskForm({ tenant, changed, refused }: AskProps) {
  const { t } = useTranslation("platform");
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState("60");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const ask = async (): Promise<void> => {
    try {
      await askSupport(tenant.id, { reason: reason.trim(), minutes: Number(minutes) }, key);
      setKey(crypto.randomUUID());
      await changed();
    } catch (refusal) {
      refused(refusal);
    }
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); void ask(); }}>
      <Stack gap="sm">
        <Textarea label={t("tenant.ask_reason")} required autosize minRows={2} maxLength={500} value={reason}
          onChange={(event) => setReason(event.currentTarget.value)} />
        <Group align="end">
          <Select label={t("tenant.ask_minutes")} value={minutes} onChange={(next) => setMinutes(next ?? "60")} allowDeselect={false}
            data={CHOICES.map((count) => ({ value: String(count), label: t("tenant.minutes", { count }) }))} />
          <Button type="submit" variant="default" disabled={reason.trim() === ""}>{t("tenant.ask")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
