import type { Language, Role } from "@guichet/api";
import { Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useTenant } from "../../app/parents.tsx";
import { invitationsQuery, invite } from "../../data/tenant.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { LANGUAGE_NAMES } from "../../kit/languages.ts";
import { RoleChoice } from "./RoleChoice.tsx";

interface Values {
  readonly email: string;
  readonly language: Language;
  readonly roles: Role[];
  readonly [field: string]: unknown;
}

export function InviteDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm<Values>({
    initialValues: { email: "", language: currentLanguage(), roles: ["agent"] },
    validate: { roles: (roles) => (roles.length > 0 ? null : t("members.oneRole")) },
  });
  const { busy, error, submit } = useSubmission(form, async ({ email, language, roles }) => {
    const invitation = { email, language, roles };
    await invite(tenant.id, invitation, keyFor(invitation));
    await queries.invalidateQueries({ queryKey: invitationsQuery(tenant.id).queryKey });
    notifications.show({ message: t("members.invited", { email }) });
    close();
  });
  return (
    <FormDialog
      title={t("members.invite")}
      close={close}
      submit={form.onSubmit((values) => void submit(values))}
      busy={busy}
      error={error}
      action={t("members.send")}
    >
      <Stack gap="md">
        <TextInput label={t("members.email")} type="email" required withAsterisk={false} data-autofocus {...form.getInputProps("email")} />
        <Select label={t("members.language")} description={t("members.languageHint")} data={LANGUAGE_NAMES} allowDeselect={false} {...form.getInputProps("language")} />
        <RoleChoice label={t("members.roles")} {...form.getInputProps("roles")} value={form.values.roles} />
      </Stack>
    </FormDialog>
  );
}
