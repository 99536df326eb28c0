import { Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../app/parents.tsx";
import { PersonMark } from "../kit/TenantMark.tsx";
import classes from "./UserMenu.module.css";

const readItems = () => import("./UserMenuItems.tsx");
const UserMenuItems = lazy(async () => ({ default: (await readItems()).UserMenuItems }));

export function UserMenu() {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <Menu position="top-start" width={264} transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <UnstyledButton className={classes["button"]} onPointerEnter={() => void readItems()} onFocus={() => void readItems()}>
          <VisuallyHidden>{t("shell.account")}</VisuallyHidden>
          <PersonMark name={user.name} />
          <span className={classes["words"]}>
            <Text component="span" size="sm" fw={550} truncate>
              {user.name}
            </Text>
            <Text component="span" size="xs" c="dimmed" truncate>
              {user.email}
            </Text>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Suspense>
          <UserMenuItems />
        </Suspense>
      </Menu.Dropdown>
    </Menu>
  );
}
