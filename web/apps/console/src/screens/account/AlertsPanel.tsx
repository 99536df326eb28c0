import { Alert, Button, Group, Stack, Switch } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showOnDesktop, turnDesktop, useDesktop } from "../../kit/desktop.ts";
import { Panel } from "../../kit/Page.tsx";
import { isSilent, turnSound } from "../../kit/sound.ts";

/** How an offer is told on this device: by sound, and on the desktop. */
export function AlertsPanel() {
  const { t } = useTranslation("account");
  return (
    <Panel title={t("desktop.title")} about={t("desktop.about")}>
      <Stack gap="md">
        <Sound />
        <Desktop />
      </Stack>
    </Panel>
  );
}

function Sound() {
  const { t } = useTranslation("account");
  const [on, setOn] = useState(!isSilent());
  const turn = (wanted: boolean): void => {
    turnSound(wanted);
    setOn(wanted);
  };
  return <Switch label={t("desktop.sound")} checked={on} onChange={(event) => turn(event.currentTarget.checked)} />;
}

function Desktop() {
  const { t } = useTranslation("account");
  const state = useDesktop();
  if (state === "blocked" || state === "unsupported") {
    return (
      <Alert color="yellow" variant="light" icon={<IconBellOff size={18} />} title={t(`desktop.${state}`)}>
        {t(`desktop.${state}How`)}
      </Alert>
    );
  }
  return (
    <Group justify="space-between">
      <Switch label={t("desktop.show")} description={t("desktop.showHint")} checked={state === "on"} onChange={(event) => void turnDesktop(event.currentTarget.checked)} />
      {state === "on" ? (
        <Button size="compact-sm" variant="default" onClick={() => showOnDesktop(t("desktop.sampleTitle"), t("desktop.sample"), "guichet-sample")}>
          {t("desktop.try")}
        </Button>
      ) : null}
    </Group>
  );
}
