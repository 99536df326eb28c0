import type { Interaction } from "@guichet/api";
import { ActionIcon, Button, Group, Kbd, Menu, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowsJoin2,
  IconBell,
  IconCheck,
  IconDots,
  IconHandGrab,
  IconPlayerPause,
  IconPlayerPlay,
  IconRotate,
  IconUsersPlus,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/parents.tsx";
import type { Deeds } from "./useDeeds.tsx";
import { useSnoozeTimes } from "./useSnoozeTimes.ts";

const KEYS = { consult: "C", release: "U" } as const;

interface Props {
  readonly interaction: Interaction;
  readonly me: string;
  readonly deeds: Deeds;
}

/** What can be done to the request shown, by whoever has it. */
export function DeedBar(props: Props) {
  const { interaction, me } = props;
  if (interaction.state === "closed") return <Reopen {...props} />;
  if (interaction.agent?.id === me) return <Own {...props} />;
  return interaction.agent ? <Others {...props} /> : null;
}

function Own({ interaction, deeds }: Props) {
  const { t } = useTranslation("desk");
  const held = interaction.state === "held";
  return (
    <Group gap={6} wrap="nowrap">
      {interaction.state === "active" || held ? (
        <Tooltip label={t(held ? "deeds.resume_hint" : "deeds.hold_hint")}>
          <ActionIcon size="lg" variant="default" aria-label={t(held ? "deeds.resume" : "deeds.hold")} onClick={() => deeds.hold(interaction)}>
            {held ? <IconPlayerPlay size={18} /> : <IconPlayerPause size={18} />}
          </ActionIcon>
        </Tooltip>
      ) : null}
      <Tooltip label={t("deeds.hand_hint")}>
        <ActionIcon size="lg" variant="default" aria-label={t("deeds.hand")} onClick={() => deeds.open("hand")}>
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </Tooltip>
      <More interaction={interaction} deeds={deeds} />
      <Tooltip label={t("close_hint")}>
        <Button size="sm" variant="default" leftSection={<IconCheck size={16} />} onClick={() => deeds.close(interaction)}>
          {t("close")}
        </Button>
      </Tooltip>
    </Group>
  );
}

function More({ interaction, deeds }: Omit<Props, "me">) {
  const { t } = useTranslation("desk");
  const times = useSnoozeTimes();
  return (
    <Menu position="bottom-end" width={250} transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="lg" variant="default" aria-label={t("deeds.more")}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUsersPlus size={16} />} rightSection={<Kbd size="xs">{KEYS.consult}</Kbd>} onClick={() => deeds.open("consult")}>
          {t("deeds.consult")}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowBackUp size={16} />} rightSection={<Kbd size="xs">{KEYS.release}</Kbd>} onClick={() => deeds.release(interaction)}>
          {t("release")}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowsJoin2 size={16} />} onClick={() => deeds.open("merge")}>
          {t("deeds.merge")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("deeds.snooze")}</Menu.Label>
        {times.map(({ key, at, label }) => (
          <Menu.Item key={key} leftSection={<IconBell size={16} />} onClick={() => deeds.snooze(interaction, at)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Others({ interaction, deeds }: Props) {
  const { t } = useTranslation("desk");
  if (!useMay("desk.supervise")) return null;
  return (
    <Group gap={6} wrap="nowrap">
      <Tooltip label={t("deeds.hand")}>
        <ActionIcon size="lg" variant="default" aria-label={t("deeds.hand")} onClick={() => deeds.open("hand")}>
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </Tooltip>
      <Button size="sm" variant="default" leftSection={<IconHandGrab size={16} />} onClick={() => deeds.takeOver(interaction)}>
        {t("deeds.take_over")}
      </Button>
    </Group>
  );
}

function Reopen({ interaction, deeds }: Props) {
  const { t } = useTranslation("desk");
  if (interaction.merged_into) return null;
  return (
    <Button size="sm" variant="default" leftSection={<IconRotate size={16} />} onClick={() => deeds.reopen(interaction)}>
      {t("deeds.reopen")}
    </Button>
  );
}
