import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { signInSecondFactor } from "../../data/session.ts";
import { useSubmission } from "../../kit/forms.ts";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { Frame } from "./Frame.tsx";
import { PasskeyButton, type StepProps } from "./SignInScreen.tsx";

interface SecondFactorProps extends StepProps {
  readonly methods: readonly string[];
  readonly back: () => void;
}

export function SecondFactor({ methods, took, back }: SecondFactorProps) {
  const { t } = useTranslation("signin");
  const [recovery, setRecovery] = useState(false);
  return (
    <Frame name={t("second.title")} title={t("second.title")} lead={recovery ? t("second.recoveryLead") : t("second.lead")}>
      <CodeForm key={String(recovery)} recovery={recovery} took={took} />
      <Stack gap="xs" mt="lg" align="center">
        {methods.includes("passkey") ? <PasskeyButton took={took} /> : null}
        <Anchor component="button" type="button" size="sm" onClick={() => setRecovery(!recovery)}>
          {recovery ? t("second.useApp") : t("second.useRecovery")}
        </Anchor>
        <Anchor component="button" type="button" size="sm" onClick={back}>
          {t("second.back")}
        </Anchor>
      </Stack>
    </Frame>
  );
}

function CodeForm({ recovery, took }: StepProps & { readonly recovery: boolean }) {
  const { t } = useTranslation("signin");
  const form = useForm({ mode: "uncontrolled", initialValues: { code: "" } });
  const { busy, error, submit } = useSubmission(form, async ({ code }) => took(await signInSecondFactor(code.trim())));
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <TroubleNote error={error} />
      <Stack gap="md">
        <TextInput
          label={recovery ? t("second.recovery") : t("second.code")}
          size="md"
          inputMode={recovery ? "text" : "numeric"}
          autoComplete="one-time-code"
          maxLength={recovery ? 32 : 7}
          required
          withAsterisk={false}
          autoFocus
          key={form.key("code")}
          {...form.getInputProps("code")}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {t("second.submit")}
        </Button>
      </Stack>
    </form>
  );
}
