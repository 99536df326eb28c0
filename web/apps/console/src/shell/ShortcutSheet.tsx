import { Group, Kbd, Modal, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { closeOverlay } from "./openings.ts";
import { shortcutsAreOn, turnShortcuts, useKnownShortcuts } from "./shortcuts.ts";
import classes from "./ShortcutSheet.module.css";

export function ShortcutSheet() {
  const { t } = useTranslation();
  const shortcuts = useKnownShortcuts();
  return (
    <Modal opened onClose={closeOverlay} title={t("shell.shortcuts")} closeButtonProps={{ "aria-label": t("close") }}>
      <dl className={classes["list"]}>
        <Line keys={CONTROL_K} label={t("palette.title")} />
        {shortcuts.map((shortcut) => (
          <Line key={shortcut.keys} keys={shortcut.keys.split(" ")} label={shortcut.label} />
        ))}
      </dl>
      <OnOff />
    </Modal>
  );
}

const CONTROL_K = ["Ctrl", "K"];

function Line({ keys, label }: { readonly keys: readonly string[]; readonly label: string }) {
  return (
    <div className={classes["line"]}>
      <dt>{label}</dt>
      <dd>
        <Group gap={4}>
          {keys.map((key) => (
            <Kbd key={key} size="sm">
              {key}
            </Kbd>
          ))}
        </Group>
      </dd>
    </div>
  );
}

function OnOff() {
  const { t } = useTranslation();
  const [on, setOn] = useState(shortcutsAreOn);
  const flip = (next: boolean): void => {
    turnShortcuts(next);
    setOn(next);
  };
  return (
    <>
      <Switch mt="md" checked={on} onChange={(event) => flip(event.currentTarget.checked)} label={t("shell.shortcutsOn")} />
      <Text size="xs" c="dimmed" mt={4}>
        {t("shell.shortcutsRest")}
      </Text>
    </>
  );
}
