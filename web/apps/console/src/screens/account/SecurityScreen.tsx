import { Button, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSession } from "../../app/parents.tsx";
import { changePassword, mySessionsQuery } from "../../data/account.ts";
import { useSubmission } from "../../kit/forms.ts";
import { Page, Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { PasskeysPanel } from "./PasskeysPanel.tsx";
import { SessionsPanel } from "./SessionsPanel.tsx";
import { TotpPanel } from "./TotpPanel.tsx";

export function SecurityScreen() {
  const { t } = useTranslation("account");
  const { user } = useSession();
  return (
    <Page title={t("security.title")} about={t("security.about")} width="reading">
      <TotpPanel />
      <PasskeysPanel />
      {user.has_password ? (
        <Panel title={t("password.title")} about={t("password.about")}>
          <PasswordForm />
        </Panel>
      ) : null}
      <SessionsPanel />
    </Page>
  );
}

function PasswordForm() {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const form = useForm({ initialValues: { current: "", password: "" } });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    await changePassword(values);
    form.reset();
    await queries.invalidateQueries({ queryKey: mySessionsQuery.queryKey });
    notifications.show({ message: t("password.changed") });
  });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <TroubleNote error={error} />
      <Stack gap="md" maw={384}>
        <PasswordInput label={t("password.current")} autoComplete="current-password" required withAsterisk={false} {...form.getInputProps("current")} />
        <PasswordInput
          label={t("password.next")}
          description={t("password.hint")}
          autoComplete="new-password"
          minLength={10}
          required
          withAsterisk={false}
          {...form.getInputProps("password")}
        />
        <div>
          <Button type="submit" variant="default" loading={busy}>
            {t("password.change")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
