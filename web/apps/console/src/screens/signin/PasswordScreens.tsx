import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { askPasswordReset, resetPassword } from "../../data/session.ts";
import { useSubmission } from "../../kit/forms.ts";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { Frame } from "./Frame.tsx";

export function ForgotScreen() {
  const { t } = useTranslation("signin");
  const [sentTo, setSentTo] = useState("");
  if (sentTo) {
    return (
      <Frame name={t("forgot.title")} title={t("forgot.sentTitle")} lead={t("forgot.sent", { email: sentTo })}>
        <BackToSignIn />
      </Frame>
    );
  }
  return (
    <Frame name={t("forgot.title")} title={t("forgot.title")} lead={t("forgot.lead")}>
      <ForgotForm sent={setSentTo} />
    </Frame>
  );
}

function BackToSignIn() {
  const { t } = useTranslation("signin");
  return (
    <Anchor component={Link} to="/sign-in" size="sm">
      {t("forgot.back")}
    </Anchor>
  );
}

function ForgotForm({ sent }: { readonly sent: (email: string) => void }) {
  const { t } = useTranslation("signin");
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "" } });
  const { busy, error, submit } = useSubmission(form, async ({ email }) => {
    await askPasswordReset(email);
    sent(email);
  });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <TroubleNote error={error} />
      <Stack gap="md">
        <TextInput
          label={t("email")}
          type="email"
          size="md"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {t("forgot.submit")}
        </Button>
        <BackToSignIn />
      </Stack>
    </form>
  );
}

const resetRoute = getRouteApi("/reset-password");

export function ResetScreen() {
  const { t } = useTranslation("signin");
  const { token } = resetRoute.useSearch();
  const [done, setDone] = useState(false);
  if (done) {
    return (
      <Frame name={t("reset.title")} title={t("reset.doneTitle")} lead={t("reset.done")}>
        <Button component={Link} to="/sign-in" size="md">
          {t("submit")}
        </Button>
      </Frame>
    );
  }
  return (
    <Frame name={t("reset.title")} title={t("reset.title")} lead={token ? t("reset.lead") : undefined}>
      {token ? <ResetForm token={token} done={() => setDone(true)} /> : <BrokenLink />}
    </Frame>
  );
}

function BrokenLink() {
  const { t } = useTranslation("signin");
  return (
    <Stack mt="md">
      <Alert color="red">{t("reset.missing")}</Alert>
      <Anchor component={Link} to="/forgot-password" size="sm">
        {t("forgot.title")}
      </Anchor>
    </Stack>
  );
}

function ResetForm({ token, done }: { readonly token: string; readonly done: () => void }) {
  const { t } = useTranslation("signin");
  const form = useForm({ mode: "uncontrolled", initialValues: { password: "" } });
  const { busy, error, submit } = useSubmission(form, async ({ password }) => {
    await resetPassword({ token, password });
    done();
  });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <TroubleNote error={error} />
      <Stack gap="md">
        <PasswordInput
          label={t("reset.password")}
          size="md"
          autoComplete="new-password"
          minLength={10}
          required
          withAsterisk={false}
          autoFocus
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {t("reset.submit")}
        </Button>
      </Stack>
    </form>
  );
}
