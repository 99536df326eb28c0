import type { Member, Role } from "@guichet/api";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { changeMember, membersQuery } from "../../data/tenant.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { RoleChoice } from "./RoleChoice.tsx";

interface RolesDialogProps {
  readonly member: Member;
  readonly close: () => void;
}

export function RolesDialog({ member, close }: RolesDialogProps) {
  const { t } = useTranslation(["settings", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const form = useForm<{ roles: Role[] }>({
    initialValues: { roles: [...member.roles] },
    validate: { roles: (roles) => (roles.length > 0 ? null : t("members.oneRole")) },
  });
  const { busy, error, submit } = useSubmission(form, async ({ roles }) => {
    await changeMember(tenant.id, member.id, roles);
    await queries.invalidateQueries({ queryKey: membersQuery(tenant.id).queryKey });
    close();
  });
  return (
    <FormDialog
      title={t("members.rolesOf", { name: member.name })}
      close={close}
      submit={form.onSubmit((values) => void submit(values))}
      busy={busy}
      error={error}
      action={t("common:save")}
    >
      <RoleChoice label={t("members.roles")} {...form.getInputProps("roles")} value={form.values.roles} />
    </FormDialog>
  );
}
