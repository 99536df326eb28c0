import { Alert, Button, Menu, ActionIcon, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconCash, IconDots, IconExternalLink, IconPlus, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { createTill, removeTill, renewTill, tillsKey, tillsQuery, type OpenedTill, type Till } from "../../data/signups.ts";
import { Copyable } from "../../kit/Copy.tsx";
import { Dialog, FormDialog } from "../../kit/Dialog.tsx";
import { Empty } from "../../kit/Empty.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { Row, Rows } from "../../kit/Rows.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { When } from "../../kit/When.tsx";

/** Where codes of offers are used: a till needs no account, only its own code. */
export function TillsScreen() {
  const { t } = useTranslation("signups");
  const tenant = useTenant();
  const may = useMay("campaigns.write");
  const tills = useQuery(tillsQuery(tenant.id));
  const [naming, setNaming] = useState(false);
  const [opened, setOpened] = useState<OpenedTill | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setNaming(true)}>
      {t("tills.new")}
    </Button>
  );
  const empty = (
    <Empty icon={IconCash} title={t("tills.empty")} action={may ? add : undefined}>
      {t("tills.empty_text")}
    </Empty>
  );
  return (
    <Page title={t("tills.title")} about={t("tills.about")} width="reading" actions={may ? add : null}>
      <Panel flush>
        <Loaded of={tills} empty={{ when: (found) => found.length === 0, show: empty }}>
          {(found) => <TillRows tills={found} may={may} opened={setOpened} />}
        </Loaded>
      </Panel>
      <Button mt="md" variant="default" leftSection={<IconExternalLink size={16} />} component="a" href="/till" target="_blank" rel="noreferrer">
        {t("tills.open")}
      </Button>
      {naming ? <NameDialog close={() => setNaming(false)} made={(one) => { setNaming(false); setOpened(one); }} /> : null}
      {opened ? <CodeDialog till={opened} close={() => setOpened(null)} /> : null}
    </Page>
  );
}

function TillRows({ tills, may, opened }: { readonly tills: readonly Till[]; readonly may: boolean; readonly opened: (till: OpenedTill) => void }) {
  const { t } = useTranslation("signups");
  const tenant = useTenant();
  return (
    <Rows label={t("tills.title")}>
      {useVisible(tills).map((one) => (
        <Row key={one.id} title={one.name}
          sub={
            <>
              {t("tills.made")} <When at={one.created_at} zone={tenant.zone} />
            </>
          }
          menu={may ? <TillMenu till={one} opened={opened} /> : null} />
      ))}
    </Rows>
  );
}

function TillMenu({ till, opened }: { readonly till: Till; readonly opened: (till: OpenedTill) => void }) {
  const { t } = useTranslation("signups");
  const tenant = useTenant();
  const remove = useRemoval();
  const keyFor = useKeys();
  const renew = useDeed({ run: async () => opened(await renewTill(tenant.id, till.id, keyFor([till.id, till.version]))), changes: [tillsKey(tenant.id)] });
  const gone = (): void => remove({ id: till.id, said: t("tills.removed", { name: till.name }), list: tillsKey(tenant.id), remove: (options) => removeTill(tenant.id, till.id, options) });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t("tills.actions", { name: till.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => renew.mutate(undefined)}>
          {t("tills.renew")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={gone}>
          {t("tills.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NameDialog({ close, made }: { readonly close: () => void; readonly made: (till: OpenedTill) => void }) {
  const { t } = useTranslation("signups");
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm({ initialValues: { name: "" } });
  const { busy, error, submit } = useSubmission(form, async ({ name }) => {
    const till = await createTill(tenant.id, name, keyFor(name));
    await queries.invalidateQueries({ queryKey: tillsKey(tenant.id) });
    made(till);
  });
  return (
    <FormDialog title={t("tills.new")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("tills.make")}>
      <TextInput label={t("tills.name")} placeholder={t("tills.example")} required withAsterisk={false} data-autofocus maxLength={40} {...form.getInputProps("name")} />
    </FormDialog>
  );
}

/** The only time the code is seen. */
function CodeDialog({ till, close }: { readonly till: OpenedTill; readonly close: () => void }) {
  const { t } = useTranslation("signups");
  return (
    <Dialog title={t("tills.code_of", { name: till.name })} close={close}>
      <Stack gap="md">
        <Alert color="yellow">{t("tills.once")}</Alert>
        <Copyable value={till.code} label={t("tills.code")} wrap />
        <Text size="sm">{t("tills.how")}</Text>
        <Copyable value={`${till.address}?code=${till.code}`} label={t("tills.link")} wrap />
        <Button onClick={close}>{t("tills.kept")}</Button>
      </Stack>
    </Dialog>
  );
}
