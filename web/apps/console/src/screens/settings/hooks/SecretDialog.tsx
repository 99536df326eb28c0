import type { NewHook } from "@guichet/api";
import { Alert, Button, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Copyable } from "../../../kit/Copy.tsx";
import { Dialog } from "../../../kit/Dialog.tsx";

/** The only time the secret is seen. */
export function SecretDialog({ made, close }: { readonly made: NewHook; readonly close: () => void }) {
  const { t } = useTranslation("hooks");
  return (
    <Dialog title={t("secret.title")} close={close} size="lg">
      <Stack gap="md">
        <Alert color="yellow">{t("secret.once")}</Alert>
        <Copyable value={made.secret} label={t("secret.label")} wrap />
        <Text size="sm" c="dimmed">
          {made.hook.old_secret_until ? t("secret.both") : t("secret.how")}
        </Text>
        <Button onClick={close}>{t("secret.kept")}</Button>
      </Stack>
    </Dialog>
  );
}
