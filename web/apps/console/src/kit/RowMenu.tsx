import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useRemoval, type Removal } from "./removal.ts";

interface RowMenuProps {
  /** What the menu is for, spoken. */
  readonly label: string;
  /** The word for changing it: rename, edit. */
  readonly change: string;
  readonly onChange: () => void;
  readonly removal: Removal;
}

/** Beside a row of a list: change it, or remove it with some seconds to take that back. */
export function RowMenu({ label, change, onChange, removal }: RowMenuProps) {
  const { t } = useTranslation();
  const remove = useRemoval();
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={label}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onChange}>
          {change}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => remove(removal)}>
          {t("remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
