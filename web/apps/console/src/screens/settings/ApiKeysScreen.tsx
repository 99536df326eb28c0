import type { ApiKey, NewApiKey } from "@guichet/api";
import { Alert, Badge, Button, Code, Stack, Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { apiKeysQuery, revokeApiKey } from "../../data/tenant.ts";
import { Copyable } from "../../kit/Copy.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { Row, Rows } from "../../kit/Rows.tsx";
import { onDay, useNow, When } from "../../kit/When.tsx";
import { ApiKeyDialog } from "./ApiKeyDialog.tsx";

type Open = { readonly kind: "new" } | { readonly kind: "made"; readonly made: NewApiKey } | null;

export function ApiKeysScreen() {
  const { t } = useTranslation("settings");
  const [open, setOpen] = useState<Open>(null);
  const query = useQuery(apiKeysQuery(useTenant().id));
  const create = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setOpen({ kind: "new" })}>
      {t("apiKeys.create")}
    </Button>
  );
  return (
    <Page title={t("apiKeys.title")} about={t("apiKeys.about")} actions={create}>
      <Panel flush>
        <Loaded of={query} empty={{ when: (keys) => keys.length === 0, show: <NoKeys action={create} /> }}>
          {(keys) => <KeyRows keys={keys} />}
        </Loaded>
      </Panel>
      {open?.kind === "new" ? <ApiKeyDialog close={() => setOpen(null)} made={(made) => setOpen({ kind: "made", made })} /> : null}
      {open?.kind === "made" ? <SecretDialog made={open.made} close={() => setOpen(null)} /> : null}
    </Page>
  );
}

function NoKeys({ action }: { readonly action: React.ReactNode }) {
  const { t } = useTranslation("settings");
  return (
    <Empty icon={IconKey} title={t("apiKeys.none")} action={action}>
      {t("apiKeys.noneText")}
    </Empty>
  );
}

/** The only time the whole key is seen. */
function SecretDialog({ made, close }: { readonly made: NewApiKey; readonly close: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <Dialog title={t("apiKeys.madeTitle", { name: made.key.name })} close={close} size="lg">
      <Stack gap="md">
        <Alert color="yellow">{t("apiKeys.once")}</Alert>
        <Copyable value={made.token} label={t("apiKeys.secret")} wrap />
        <Text size="sm" c="dimmed">
          {t("apiKeys.howTo")}
        </Text>
        <Copyable value={exampleCall(made.token)} label={t("apiKeys.example")} />
        <Button onClick={close}>{t("apiKeys.kept")}</Button>
      </Stack>
    </Dialog>
  );
}

function exampleCall(token: string): string {
  return `curl -H "Authorization: Bearer ${token}" ${location.origin}/api/v1/tenant`;
}

function KeyRows({ keys }: { readonly keys: readonly ApiKey[] }) {
  const { t } = useTranslation("settings");
  return (
    <Rows label={t("apiKeys.title")}>
      {useVisible(keys).map((key) => (
        <KeyRow key={key.id} held={key} />
      ))}
    </Rows>
  );
}

function KeyRow({ held }: { readonly held: ApiKey }) {
  const { t } = useTranslation("settings");
  const tenant = useTenant();
  const remove = useRemoval();
  const revoke = (): void =>
    remove({
      id: held.id,
      said: t("apiKeys.revokedSaid", { name: held.name }),
      list: apiKeysQuery(tenant.id).queryKey,
      remove: (options) => revokeApiKey(tenant.id, held.id, options),
    });
  return (
    <Row
      picture={<IconKey size={20} stroke={1.6} aria-hidden="true" />}
      title={
        <>
          {held.name}
          <Code>{t("apiKeys.hint", { hint: held.hint })}</Code>
          <KeyState held={held} />
        </>
      }
      sub={<KeyStory held={held} />}
      facts={<Badge color="gray">{t("apiKeys.rights", { count: held.rights.length })}</Badge>}
      actions={
        held.revoked_at ? null : (
          <Button variant="subtle" color="red" size="compact-sm" onClick={revoke}>
            {t("apiKeys.revoke")}
          </Button>
        )
      }
    />
  );
}

function KeyStory({ held }: { readonly held: ApiKey }) {
  const { t, i18n } = useTranslation("settings");
  const made = onDay(held.created_at, i18n.language);
  const by = held.created_by ? t("apiKeys.madeBy", { name: held.created_by.name, day: made }) : t("apiKeys.made", { day: made });
  return (
    <>
      {by}
      {" · "}
      {held.last_used_at ? (
        <>
          {t("apiKeys.used")} <When at={held.last_used_at} />
        </>
      ) : (
        t("apiKeys.unused")
      )}
    </>
  );
}

function KeyState({ held }: { readonly held: ApiKey }) {
  const { t, i18n } = useTranslation("settings");
  const now = useNow();
  if (held.revoked_at) return <Badge color="red">{t("apiKeys.revoked")}</Badge>;
  if (!held.expires_at) return null;
  const over = Date.parse(held.expires_at) < now;
  if (over) return <Badge color="red">{t("apiKeys.expired")}</Badge>;
  return <Badge color="gray">{t("apiKeys.until", { day: onDay(held.expires_at, i18n.language) })}</Badge>;
}
