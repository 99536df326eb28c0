import type { Passkey } from "@guichet/api";
import { ActionIcon, Badge, Button, Group, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconFingerprint, IconPencil } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRenewSession } from "../../app/useRenewSession.ts";
import { passkeysQuery, removePasskey, renamePasskey } from "../../data/account.ts";
import { addPasskey, passkeysPossible, wasDismissed } from "../../data/passkeys.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Panel } from "../../kit/Page.tsx";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { Row, Rows } from "../../kit/Rows.tsx";
import { onDay, When } from "../../kit/When.tsx";

export function PasskeysPanel() {
  const { t } = useTranslation("account");
  const [adding, dialog] = useDisclosure(false);
  const query = useQuery(passkeysQuery);
  const add = passkeysPossible() ? (
    <Button variant="default" leftSection={<IconFingerprint size={18} />} onClick={dialog.open}>
      {t("passkeys.add")}
    </Button>
  ) : null;
  return (
    <Panel title={t("passkeys.title")} about={t("passkeys.about")} actions={add} flush>
      <Loaded of={query} empty={{ when: (all) => all.length === 0, show: <NoPasskeys /> }}>
        {(passkeys) => <PasskeyRows passkeys={passkeys} />}
      </Loaded>
      {adding ? <NameDialog title={t("passkeys.add")} action={t("passkeys.continue")} start="" close={dialog.close} send={addPasskey} /> : null}
    </Panel>
  );
}

function NoPasskeys() {
  const { t } = useTranslation("account");
  return (
    <Text c="dimmed" px="lg" py="xs">
      {passkeysPossible() ? t("passkeys.none") : t("passkeys.impossible")}
    </Text>
  );
}

function PasskeyRows({ passkeys }: { readonly passkeys: readonly Passkey[] }) {
  const { t } = useTranslation("account");
  const [renaming, setRenaming] = useState<Passkey | null>(null);
  return (
    <>
      <Rows label={t("passkeys.title")}>
        {useVisible(passkeys).map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} rename={() => setRenaming(passkey)} />
        ))}
      </Rows>
      {renaming ? (
        <NameDialog
          title={t("passkeys.rename")}
          action={t("passkeys.rename")}
          start={renaming.name}
          close={() => setRenaming(null)}
          send={(name) => renamePasskey(renaming.id, name)}
        />
      ) : null}
    </>
  );
}

function PasskeyRow({ passkey, rename }: { readonly passkey: Passkey; readonly rename: () => void }) {
  const { t, i18n } = useTranslation(["account", "common"]);
  const remove = useRemoval();
  const drop = (): void =>
    remove({
      id: passkey.id,
      said: t("passkeys.removed", { name: passkey.name }),
      list: passkeysQuery.queryKey,
      remove: () => removePasskey(passkey.id),
    });
  return (
    <Row
      picture={<IconFingerprint size={22} stroke={1.5} aria-hidden="true" />}
      title={
        <>
          {passkey.name}
          {passkey.synced ? <Badge color="gray">{t("passkeys.synced")}</Badge> : null}
          {passkey.suspended_at ? <Badge color="red">{t("passkeys.suspended")}</Badge> : null}
        </>
      }
      sub={t("passkeys.made", { day: onDay(passkey.created_at, i18n.language) })}
      facts={
        passkey.last_used_at ? (
          <span>
            {t("passkeys.used")} <When at={passkey.last_used_at} />
          </span>
        ) : null
      }
      actions={
        <Group gap={4} wrap="nowrap">
          <ActionIcon aria-label={t("passkeys.renameOf", { name: passkey.name })} onClick={rename}>
            <IconPencil size={16} />
          </ActionIcon>
          <Button variant="subtle" color="gray" size="compact-sm" onClick={drop}>
            {t("common:remove")}
          </Button>
        </Group>
      }
    />
  );
}

interface NameDialogProps {
  readonly title: string;
  readonly action: string;
  readonly start: string;
  readonly close: () => void;
  readonly send: (name: string) => Promise<unknown>;
}

function NameDialog({ title, action, start, close, send }: NameDialogProps) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const renewSession = useRenewSession();
  const form = useForm({ initialValues: { name: start } });
  const { busy, error, submit } = useSubmission(form, async ({ name }) => {
    await send(name).catch((trouble: unknown) => {
      if (!wasDismissed(trouble)) throw trouble;
    });
    await queries.invalidateQueries({ queryKey: passkeysQuery.queryKey });
    await renewSession();
    close();
  });
  return (
    <FormDialog title={title} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={action}>
      <TextInput
        label={t("passkeys.name")}
        description={t("passkeys.nameHint")}
        maxLength={80}
        required
        withAsterisk={false}
        data-autofocus
        {...form.getInputProps("name")}
      />
    </FormDialog>
  );
}
