import type { SessionUser } from "@guichet/api";
import { Button, Group, Input, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useSession } from "../../app/parents.tsx";
import { useRenewSession } from "../../app/useRenewSession.ts";
import { changeProfile } from "../../data/account.ts";
import { useSubmission } from "../../kit/forms.ts";
import { Page, Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { LANGUAGE_NAMES } from "../../kit/languages.ts";
import { AlertsPanel } from "./AlertsPanel.tsx";
import { useChangePreferences } from "../../shell/usePreferences.ts";

export function ProfileScreen() {
  const { t } = useTranslation("account");
  const { user } = useSession();
  return (
    <Page title={t("profile.title")} about={t("profile.about")} width="reading">
      <Panel title={t("profile.me")}>
        <NameForm user={user} />
      </Panel>
      <Panel title={t("profile.look")} about={t("profile.lookAbout")}>
        <Look user={user} />
      </Panel>
      <AlertsPanel />
    </Page>
  );
}

function NameForm({ user }: { readonly user: SessionUser }) {
  const { t } = useTranslation(["account", "common"]);
  const renewSession = useRenewSession();
  const form = useForm({ initialValues: { name: user.name } });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    await changeProfile(values);
    await renewSession();
    form.resetDirty(values);
    notifications.show({ message: t("common:saved") });
  });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <TroubleNote error={error} />
      <Stack gap="md">
        <TextInput label={t("profile.name")} description={t("profile.nameHint")} maxLength={120} required withAsterisk={false} autoComplete="name" {...form.getInputProps("name")} />
        <TextInput label={t("profile.email")} value={user.email} readOnly variant="filled" />
        <Group>
          <Button type="submit" loading={busy} disabled={!form.isDirty()}>
            {t("common:save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Look({ user }: { readonly user: SessionUser }) {
  const { t } = useTranslation(["account", "common"]);
  const change = useChangePreferences();
  const schemes = (["light", "dark", "auto"] as const).map((value) => ({ value, label: t(`common:shell.${value}`) }));
  return (
    <Stack gap="lg">
      <Input.Wrapper label={t("common:shell.language")} labelElement="div">
        <div>
          <SegmentedControl
            aria-label={t("common:shell.language")}
            value={currentLanguage()}
            onChange={(value) => void change.language(value === "fr" ? "fr" : "en")}
            data={LANGUAGE_NAMES}
          />
        </div>
      </Input.Wrapper>
      <Input.Wrapper label={t("common:shell.colours")} labelElement="div">
        <div>
          <SegmentedControl
            aria-label={t("common:shell.colours")}
            value={user.color_scheme}
            onChange={(value) => void change.colours(value)}
            data={schemes}
          />
        </div>
      </Input.Wrapper>
    </Stack>
  );
}
