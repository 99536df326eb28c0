import type { InvitationPreview } from "@guichet/api";
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { acceptInvitation, invitationQuery, signIn } from "../../data/session.ts";
import { useSubmission } from "../../kit/forms.ts";
import { Lines } from "../../kit/Loaded.tsx";
import { TroubleNote, TroubleScreen } from "../../kit/Trouble.tsx";
import { Frame } from "./Frame.tsx";
import { useEnter } from "./useEnter.ts";

const route = getRouteApi("/invitation");

export function InvitationScreen() {
  const { t } = useTranslation("signin");
  const { token } = route.useSearch();
  const { data: invitation, error, isPending } = useQuery(invitationQuery(token));
  if (invitation) return <Accept token={token} invitation={invitation} />;
  return (
    <Frame name={t("invitation.title")} title={t("invitation.title")}>
      {isPending ? <Lines /> : <TroubleScreen error={error} />}
    </Frame>
  );
}

interface AcceptProps {
  readonly token: string;
  readonly invitation: InvitationPreview;
}

function useLead({ invited_by: name, roles }: InvitationPreview): string {
  const { t } = useTranslation(["signin", "common"]);
  const list = new Intl.ListFormat(currentLanguage()).format(roles.map((role) => t(`common:roles.${role}`)));
  return name ? t("invitation.by", { name, roles: list }) : t("invitation.plain", { roles: list });
}

function Accept({ token, invitation }: AcceptProps) {
  const { t } = useTranslation("signin");
  const lead = useLead(invitation);
  return (
    <Frame name={t("invitation.title")} title={t("invitation.join", { tenant: invitation.tenant })} lead={lead}>
      <AcceptForm token={token} invitation={invitation} />
    </Frame>
  );
}

function AcceptForm({ token, invitation }: AcceptProps) {
  const { t } = useTranslation("signin");
  const enter = useEnter();
  const form = useForm({ mode: "uncontrolled", initialValues: { name: "", password: "" } });
  const { busy, error, submit } = useSubmission(form, async ({ name, password }) => {
    await acceptInvitation({ token, name, password });
    await signIn({ email: invitation.email, password });
    await enter();
  });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <TroubleNote error={error} />
      <Stack gap="md">
        <TextInput label={t("email")} size="md" value={invitation.email} readOnly autoComplete="username" variant="filled" />
        {invitation.known ? null : (
          <TextInput
            label={t("invitation.name")}
            description={t("invitation.nameHint")}
            size="md"
            autoComplete="name"
            required
            withAsterisk={false}
            key={form.key("name")}
            {...form.getInputProps("name")}
          />
        )}
        <PasswordInput
          label={invitation.known ? t("invitation.known") : t("invitation.password")}
          description={invitation.known ? t("invitation.knownHint") : undefined}
          size="md"
          autoComplete={invitation.known ? "current-password" : "new-password"}
          required
          withAsterisk={false}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {t("invitation.submit")}
        </Button>
      </Stack>
    </form>
  );
}
