import type { ChannelKind, EntryPoint } from "@guichet/api";
import { ActionIcon, Badge, Button, Menu, SimpleGrid, Text, UnstyledButton } from "@mantine/core";
import { IconDots, IconMessageCircle, IconPencil, IconPlayerPause, IconPlayerPlay, IconPlugConnected, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useMay, useTenant } from "../../app/parents.tsx";
import { changeEntryPoint, channelsQuery, entryPointsQuery, removeEntryPoint } from "../../data/tenant.ts";
import { Copyable } from "../../kit/Copy.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { useDeed } from "../../kit/useDeed.ts";
import { EntryPointDialog } from "./EntryPointDialog.tsx";
import classes from "./EntryPointsScreen.module.css";

type Open =
  | { readonly step: "kind" }
  | { readonly step: "form"; readonly channel: ChannelKind; readonly entryPoint: EntryPoint | null };

export function EntryPointsScreen() {
  const { t } = useTranslation("settings");
  const tenant = useTenant();
  const may = useMay("entry_points.manage");
  const [open, setOpen] = useState<Open | null>(null);
  const query = useQuery(entryPointsQuery(tenant.id));
  const { data: channels = [] } = useQuery(channelsQuery(tenant.id));
  const add = may ? (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setOpen({ step: "kind" })}>
      {t("entryPoints.add")}
    </Button>
  ) : null;
  const edit = (entryPoint: EntryPoint): void => {
    const channel = channels.find((held) => held.kind === entryPoint.kind);
    if (channel) setOpen({ step: "form", channel, entryPoint });
  };
  const close = (): void => setOpen(null);
  return (
    <Page title={t("entryPoints.title")} about={t("entryPoints.about")} actions={query.data?.length ? add : null}>
      <Loaded
        of={query}
        empty={{
          when: (all) => all.length === 0,
          show: (
            <Panel>
              <Empty icon={IconPlugConnected} title={t("entryPoints.none")} action={add}>
                {t("entryPoints.noneText")}
              </Empty>
            </Panel>
          ),
        }}
      >
        {(entryPoints) => <Cards entryPoints={entryPoints} channels={channels} edit={edit} />}
      </Loaded>
      {open?.step === "kind" ? (
        <KindDialog channels={channels.filter((channel) => channel.offered)} close={close} choose={(channel) => setOpen({ step: "form", channel, entryPoint: null })} />
      ) : null}
      {open?.step === "form" ? <EntryPointDialog channel={open.channel} entryPoint={open.entryPoint} close={close} /> : null}
    </Page>
  );
}

interface KindDialogProps {
  readonly channels: readonly ChannelKind[];
  readonly choose: (channel: ChannelKind) => void;
  readonly close: () => void;
}

function KindDialog({ channels, choose, close }: KindDialogProps) {
  const { t } = useTranslation("settings");
  const language = currentLanguage();
  return (
    <Dialog title={t("entryPoints.which")} close={close} size="lg">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {channels.map((channel) => (
          <UnstyledButton key={channel.kind} className={classes["kind"]} onClick={() => choose(channel)}>
            <IconMessageCircle size={22} stroke={1.6} aria-hidden="true" />
            <span>
              <Text component="span" fw={600} display="block">
                {channel.title[language]}
              </Text>
              <Text component="span" size="sm" c="dimmed">
                {channel.description[language]}
              </Text>
            </span>
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </Dialog>
  );
}

interface CardsProps {
  readonly entryPoints: readonly EntryPoint[];
  readonly channels: readonly ChannelKind[];
  readonly edit: (entryPoint: EntryPoint) => void;
}

function Cards({ entryPoints, channels, edit }: CardsProps) {
  return useVisible(entryPoints).map((entryPoint) => (
    <Card
      key={entryPoint.id}
      entryPoint={entryPoint}
      channel={channels.find((held) => held.kind === entryPoint.kind)}
      edit={() => edit(entryPoint)}
    />
  ));
}

interface CardProps {
  readonly entryPoint: EntryPoint;
  readonly channel: ChannelKind | undefined;
  readonly edit: () => void;
}

function Card({ entryPoint, channel, edit }: CardProps) {
  const { t } = useTranslation("settings");
  const may = useMay("entry_points.manage");
  const isChat = entryPoint.kind === "webchat";
  return (
    <Panel
      title={entryPoint.title}
      about={
        <>
          {channel?.title[currentLanguage()] ?? entryPoint.kind}
          {" · "}
          {isChat ? sitesOf(entryPoint) || t("entryPoints.anySite") : textsOf(entryPoint)}
        </>
      }
      actions={
        <>
          <Badge size="lg" color={entryPoint.enabled ? "green" : "gray"}>
            {entryPoint.enabled ? t("entryPoints.on") : t("entryPoints.off")}
          </Badge>
          {may ? <CardMenu entryPoint={entryPoint} edit={edit} /> : null}
        </>
      }
    >
      {isChat ? (
        <>
          <Text size="sm" mb={8}>
            {t("entryPoints.snippet")}
          </Text>
          <Copyable value={entryPoint.tag} label={t("entryPoints.tag")} wrap />
        </>
      ) : null}
    </Panel>
  );
}

function sitesOf(entryPoint: EntryPoint): string {
  return entryPoint.allowed_origins.join(", ");
}

/** The number it hears, and by which words. */
function textsOf({ settings }: EntryPoint): string {
  const { number, keywords } = settings as { readonly number?: string; readonly keywords?: readonly string[] };
  return [number, keywords?.join(", ")].filter(Boolean).join(" · ");
}

function CardMenu({ entryPoint, edit }: { readonly entryPoint: EntryPoint; readonly edit: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const tenant = useTenant();
  const list = entryPointsQuery(tenant.id).queryKey;
  const remove = useRemoval();
  const turn = useDeed({
    run: () => changeEntryPoint(tenant.id, entryPoint.id, { enabled: !entryPoint.enabled }),
    changes: [list],
  });
  const drop = (): void =>
    remove({
      id: entryPoint.id,
      said: t("entryPoints.removed", { title: entryPoint.title }),
      list,
      remove: (options) => removeEntryPoint(tenant.id, entryPoint.id, options),
    });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t("entryPoints.actions", { title: entryPoint.title })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={edit}>
          {t("common:edit")}
        </Menu.Item>
        <Menu.Item leftSection={entryPoint.enabled ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />} onClick={() => turn.mutate(undefined)}>
          {entryPoint.enabled ? t("entryPoints.turnOff") : t("entryPoints.turnOn")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={drop}>
          {t("common:remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
