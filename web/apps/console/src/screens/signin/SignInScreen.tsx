import type { SignInStep } from "@guichet/api";
import { Alert, Anchor, Button, Divider, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconFingerprint, IconLogin2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { passkeysPossible, signInWithPasskey, wasDismissed } from "../../data/passkeys.ts";
import { signIn, signInOptionsQuery } from "../../data/session.ts";
import { useSubmission } from "../../kit/forms.ts";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { DemoSignIns } from "./DemoSignIns.tsx";
import { Frame } from "./Frame.tsx";
import { SecondFactor } from "./SecondFactor.tsx";
import { useEnter } from "./useEnter.ts";

const route = getRouteApi("/sign-in");

export function SignInScreen() {
  const { t } = useTranslation("signin");
  const { next } = route.useSearch();
  const [second, setSecond] = useState<SignInStep | null>(null);
  const enter = useEnter();
  const took = async (step: SignInStep): Promise<void> => {
    if (step.next === "done") await enter(next);
    else setSecond(step);
  };
  if (second) return <SecondFactor methods={second.methods ?? ["totp"]} took={took} back={() => setSecond(null)} />;
  return (
    <Frame name={t("title")} title={t("welcome")} lead={t("lead")}>
      <Notices />
      <PasswordForm took={took} />
      <OtherWays took={took} />
      <DemoSignIns took={took} />
    </Frame>
  );
}

export interface StepProps {
  readonly took: (step: SignInStep) => Promise<void>;
}

function Notices() {
  const { t } = useTranslation("signin");
  const { ended, problem } = route.useSearch();
  if (problem) {
    const why = t(`problem.${problem as "oidc_cancelled"}`, { defaultValue: t("oidcFailed") });
    return <Alert color="red" mb="md" role="alert">{why}</Alert>;
  }
  if (ended) return <Alert mb="md" role="status">{t("ended")}</Alert>;
  return null;
}

function PasswordForm({ took }: StepProps) {
  const { t } = useTranslation("signin");
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", password: "" } });
  const { busy, error, submit } = useSubmission(form, async (values) => took(await signIn(values)));
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <TroubleNote error={error} />
      <Stack gap="md">
        <TextInput
          label={t("email")}
          type="email"
          size="md"
          autoComplete="username webauthn"
          required
          withAsterisk={false}
          autoFocus
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t("password")}
          size="md"
          autoComplete="current-password"
          required
          withAsterisk={false}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {t("submit")}
        </Button>
        <Anchor component={Link} to="/forgot-password" size="sm" ta="center">
          {t("forgotten")}
        </Anchor>
      </Stack>
    </form>
  );
}

function OtherWays({ took }: StepProps) {
  const { t } = useTranslation("signin");
  const { next } = route.useSearch();
  const { data: ways } = useQuery(signInOptionsQuery);
  const passkeys = (ways?.passkeys ?? false) && passkeysPossible();
  if (!passkeys && !ways?.oidc.length) return null;
  return (
    <>
      <Divider label={t("or")} my="lg" />
      <Stack gap="xs">
        {passkeys ? <PasskeyButton took={took} /> : null}
        {ways?.oidc.map((provider) => (
          <Button
            key={provider.id}
            component="a"
            href={`/api/v1/session/oidc/${provider.id}/start${next ? `?next=${encodeURIComponent(next)}` : ""}`}
            variant="default"
            size="md"
            leftSection={<IconLogin2 size={18} />}
          >
            {t("oidc", { title: provider.title })}
          </Button>
        ))}
      </Stack>
    </>
  );
}

export function PasskeyButton({ took }: StepProps) {
  const { t } = useTranslation("signin");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const use = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await took(await signInWithPasskey());
    } catch (trouble) {
      if (!wasDismissed(trouble)) setError(trouble);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <TroubleNote error={error} />
      <Button variant="default" size="md" leftSection={<IconFingerprint size={18} />} loading={busy} onClick={() => void use()}>
        {t("passkey")}
      </Button>
    </>
  );
}
