import type { Role } from "@guichet/api";
import { Checkbox, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

export const TENANT_ROLES: readonly Role[] = ["administrator", "supervisor", "agent", "campaign_author", "auditor"];

interface RoleChoiceProps {
  readonly value: readonly Role[];
  readonly onChange: (roles: Role[]) => void;
  readonly error?: React.ReactNode;
  /** Nothing to choose may also be an answer. */
  readonly label: string;
}

/** Any number of roles; a person has the rights of each. */
export function RoleChoice({ value, onChange, error, label }: RoleChoiceProps) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group label={label} value={[...value]} onChange={(picked) => onChange(picked)} error={error}>
      <Stack gap="sm" mt="xs" mb="xs">
        {TENANT_ROLES.map((role) => (
          <Checkbox key={role} value={role} label={t(`roles.${role}`)} description={t(`rolesAbout.${role}`)} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
