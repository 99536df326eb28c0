import type { OidcProbe, OidcProvider } from "@guichet/api";
import { ActionIcon, Alert, Badge, Button, Menu, Stack, Text } from "@mantine/core";
import { IconDots, IconLogin2, IconPencil, IconPlugConnected, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { oidcQuery, probeOidc, removeOidc } from "../../data/tenant.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { Row, Rows } from "../../kit/Rows.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { OidcDialog } from "./OidcDialog.tsx";

export function OidcScreen() {
  const { t } = useTranslation("settings");
  const [open, setOpen] = useState<OidcProvider | "new" | null>(null);
  const query = useQuery(oidcQuery(useTenant().id));
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setOpen("new")}>
      {t("oidc.add")}
    </Button>
  );
  return (
    <Page title={t("oidc.title")} about={t("oidc.about")} actions={query.data?.length ? add : null}>
      <Panel flush>
        <Loaded
          of={query}
          empty={{
            when: (all) => all.length === 0,
            show: (
              <Empty icon={IconLogin2} title={t("oidc.none")} action={add}>
                {t("oidc.noneText")}
              </Empty>
            ),
          }}
        >
          {(providers) => <ProviderRows providers={providers} edit={setOpen} />}
        </Loaded>
      </Panel>
      {open ? <OidcDialog provider={open === "new" ? null : open} close={() => setOpen(null)} /> : null}
    </Page>
  );
}

interface ProviderRowsProps {
  readonly providers: readonly OidcProvider[];
  readonly edit: (provider: OidcProvider) => void;
}

function ProviderRows({ providers, edit }: ProviderRowsProps) {
  const { t } = useTranslation("settings");
  return (
    <Rows label={t("oidc.title")}>
      {useVisible(providers).map((provider) => (
        <ProviderRow key={provider.id} provider={provider} edit={() => edit(provider)} />
      ))}
    </Rows>
  );
}

function ProviderRow({ provider, edit }: { readonly provider: OidcProvider; readonly edit: () => void }) {
  const { t } = useTranslation("settings");
  const tenant = useTenant();
  const remove = useRemoval();
  const probe = useDeed({ run: () => probeOidc(tenant.id, provider.id) });
  const drop = (): void =>
    remove({
      id: provider.id,
      said: t("oidc.removed", { title: provider.title }),
      list: oidcQuery(tenant.id).queryKey,
      remove: (options) => removeOidc(tenant.id, provider.id, options),
    });
  return (
    <Row
      picture={<IconLogin2 size={20} stroke={1.6} aria-hidden="true" />}
      title={
        <>
          {provider.title}
          <Badge color={provider.enabled ? "green" : "gray"}>{provider.enabled ? t("oidc.on") : t("oidc.off")}</Badge>
        </>
      }
      sub={
        <Stack gap={4}>
          <Text size="sm">{provider.issuer}</Text>
          {probe.data ? <ProbeNote probe={probe.data} /> : null}
        </Stack>
      }
      facts={provider.domains.join(", ")}
      actions={
        <Button variant="default" size="compact-sm" leftSection={<IconPlugConnected size={14} />} loading={probe.isPending} onClick={() => probe.mutate()}>
          {t("oidc.probe")}
        </Button>
      }
      menu={<ProviderMenu title={provider.title} edit={edit} drop={drop} />}
    />
  );
}

function ProbeNote({ probe }: { readonly probe: OidcProbe }) {
  return (
    <Alert color={probe.ok ? "green" : "red"} role="status" py="xs">
      {probe.detail}
    </Alert>
  );
}

interface ProviderMenuProps {
  readonly title: string;
  readonly edit: () => void;
  readonly drop: () => void;
}

function ProviderMenu({ title, edit, drop }: ProviderMenuProps) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t("oidc.actions", { title })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={edit}>
          {t("common:edit")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={drop}>
          {t("common:remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
