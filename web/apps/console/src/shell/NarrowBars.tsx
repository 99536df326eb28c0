import { ActionIcon, UnstyledButton } from "@mantine/core";
import { IconMenu2, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "../app/parents.tsx";
import { isWithin, reachable } from "../app/navigation.ts";
import { Logo } from "../kit/Logo.tsx";
import { PresenceSwitch } from "./PresenceSwitch.tsx";
import { openPalette } from "./openings.ts";
import { useShellTenant } from "./useShellTenant.ts";
import classes from "./NarrowBars.module.css";

interface BarProps {
  readonly openMenu: () => void;
}

export function TopBar({ openMenu }: BarProps) {
  const { t } = useTranslation();
  const tenant = useShellTenant();
  return (
    <header className={classes["top"]}>
      <ActionIcon size="xl" onClick={openMenu} aria-label={t("shell.menu")}>
        <IconMenu2 size={20} />
      </ActionIcon>
      {tenant?.rights.includes("desk.answer") ? (
        <PresenceSwitch key={tenant.id} tenant={tenant.id} compact />
      ) : (
        <Logo size={26} />
      )}
      <ActionIcon size="xl" onClick={openPalette} aria-label={t("shell.search")}>
        <IconSearch size={20} />
      </ActionIcon>
    </header>
  );
}

/** How many places fit in the bar beside the menu. */
const PLACES = 4;

export function BottomBar({ openMenu }: BarProps) {
  const { t } = useTranslation();
  const tenant = useShellTenant();
  const places = reachable(useSession(), tenant);
  const work = places.filter((place) => place.area === "work" || place.area === "platform");
  const shown = (work.length > 0 ? work : places).slice(0, PLACES);
  return (
    <nav className={classes["bottom"]} aria-label={t("shell.quick")}>
      {shown.map((place) => (
        <Link
          key={place.id}
          to={place.to}
          params={{ tenant: tenant?.slug ?? "" }}
          className={classes["place"]}
          data-here={isWithin(place)}
          activeProps={{ "data-here": true }}
        >
          <place.icon size={20} stroke={1.7} aria-hidden="true" />
          <span>{t(place.label)}</span>
        </Link>
      ))}
      <UnstyledButton className={classes["place"]} onClick={openMenu}>
        <IconMenu2 size={20} stroke={1.7} aria-hidden="true" />
        <span>{t("shell.more")}</span>
      </UnstyledButton>
    </nav>
  );
}
