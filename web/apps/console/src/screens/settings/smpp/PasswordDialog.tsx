import { Alert, Button, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { NewSmppAccount, SmppAccounts } from "../../../data/smpp.ts";
import { Copyable } from "../../../kit/Copy.tsx";
import { Dialog } from "../../../kit/Dialog.tsx";
import { kannelLines } from "./kannel.ts";

interface Props {
  readonly made: NewSmppAccount;
  readonly doors: SmppAccounts;
  readonly close: () => void;
}

/** The only time the password is seen, with what is typed into the company's own system. */
export function PasswordDialog({ made, doors, close }: Props) {
  const { t } = useTranslation("smpp");
  return (
    <Dialog title={t("madeTitle", { name: made.account.name })} close={close} size="lg">
      <Stack gap="md">
        <Alert color="yellow">{t("once")}</Alert>
        <div>
          <Text size="sm" fw={600}>{t("systemId")}</Text>
          <Copyable value={made.account.system_id} label={t("systemId")} />
        </div>
        <div>
          <Text size="sm" fw={600}>{t("password")}</Text>
          <Copyable value={made.password} label={t("password")} />
        </div>
        <div>
          <Text size="sm" c="dimmed">{t("kannel")}</Text>
          <Copyable value={kannelLines(made, doors)} label={t("kannel")} />
        </div>
        <Button onClick={close}>{t("kept")}</Button>
      </Stack>
    </Dialog>
  );
}
