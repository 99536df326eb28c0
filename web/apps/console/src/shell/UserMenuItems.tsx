import { Menu, SegmentedControl, VisuallyHidden } from "@mantine/core";
import { IconBulb, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconPuzzle, IconShieldLock, IconSun, IconUserCircle } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../app/i18n.ts";
import { useSession } from "../app/parents.tsx";
import { LANGUAGE_NAMES } from "../kit/languages.ts";
import { openShortcuts } from "./openings.ts";
import { useChangePreferences } from "./usePreferences.ts";
import { useShellTenant } from "./useShellTenant.ts";
import { useSignOut } from "./useSignOut.ts";
import classes from "./UserMenu.module.css";

/** What the menu of one's own account holds. */
export function UserMenuItems() {
  const { t } = useTranslation();
  const leave = useSignOut();
  return (
    <>
      <Menu.Item component={Link} to="/account/profile" leftSection={<IconUserCircle size={16} />}>
        {t("nav.profile")}
      </Menu.Item>
      <Menu.Item component={Link} to="/account/security" leftSection={<IconShieldLock size={16} />}>
        {t("nav.security")}
      </Menu.Item>
      <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={openShortcuts}>
        {t("shell.shortcuts")}
      </Menu.Item>
      <Help />
      <Menu.Divider />
      <Preferences />
      <Menu.Divider />
      <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
        {t("shell.signOut")}
      </Menu.Item>
    </>
  );
}

/** Asks whoever runs the platform. */
function Help() {
  const { t } = useTranslation();
  const tenant = useShellTenant();
  const navigate = useNavigate();
  const ask = (kind: "advice" | "module"): void =>
    void navigate({ to: "/t/$tenant/advice", params: { tenant: tenant?.slug ?? "" }, search: { ask: kind } });
  if (!tenant?.rights.includes("advice.ask")) return null;
  return (
    <>
      <Menu.Item onClick={() => ask("advice")} leftSection={<IconBulb size={16} />}>
        {t("shell.askAdvice")}
      </Menu.Item>
      <Menu.Item onClick={() => ask("module")} leftSection={<IconPuzzle size={16} />}>
        {t("shell.askModule")}
      </Menu.Item>
    </>
  );
}

function Preferences() {
  const { t } = useTranslation();
  const { user } = useSession();
  const change = useChangePreferences();
  return (
    <div className={classes["preferences"]}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t("shell.colours")}
        value={user.color_scheme}
        onChange={(value) => void change.colours(value)}
        data={[
          { value: "light", label: <Symbol icon={IconSun} label={t("shell.light")} /> },
          { value: "dark", label: <Symbol icon={IconMoon} label={t("shell.dark")} /> },
          { value: "auto", label: <Symbol icon={IconDeviceDesktop} label={t("shell.auto")} /> },
        ]}
      />
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t("shell.language")}
        value={currentLanguage()}
        onChange={(value) => void change.language(value === "fr" ? "fr" : "en")}
        data={LANGUAGE_NAMES}
      />
    </div>
  );
}

function Symbol({ icon: Picture, label }: { readonly icon: typeof IconSun; readonly label: string }) {
  return (
    <span className={classes["symbol"]} title={label}>
      <Picture size={16} aria-hidden="true" />
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  );
}
