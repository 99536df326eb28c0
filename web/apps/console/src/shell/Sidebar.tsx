import { Kbd, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "../app/parents.tsx";
import { isWithin, reachable, type Destination } from "../app/navigation.ts";
import { openPalette } from "./openings.ts";
import { PresenceSwitch } from "./PresenceSwitch.tsx";
import { TenantSwitch } from "./TenantSwitch.tsx";
import { UserMenu } from "./UserMenu.tsx";
import { useShellTenant } from "./useShellTenant.ts";
import classes from "./Sidebar.module.css";

interface SidebarProps {
  readonly inDrawer?: boolean;
}

export function Sidebar({ inDrawer = false }: SidebarProps) {
  const { t } = useTranslation();
  const tenant = useShellTenant();
  const places = reachable(useSession(), tenant);
  const settings = places.find((place) => place.area === "settings");
  return (
    <section aria-label={t("shell.menu")} className={classes["sidebar"]} data-drawer={inDrawer}>
      <TenantSwitch />
      <SearchButton />
      <nav aria-label={t("shell.navigation")} className={classes["nav"]}>
        <Places of={places.filter((place) => place.area === "work")} />
        <Places of={places.filter((place) => place.area === "platform")} title={t("nav.platform")} />
        <div className={classes["spring"]} />
        {settings ? (
          <PlaceLink place={{ ...settings, label: "nav.settings", holds: SETTINGS }} />
        ) : null}
      </nav>
      {tenant?.rights.includes("desk.answer") ? <PresenceSwitch key={tenant.id} tenant={tenant.id} /> : null}
      <UserMenu />
    </section>
  );
}

function SearchButton() {
  const { t } = useTranslation();
  return (
    <UnstyledButton className={classes["search"]} onClick={openPalette}>
      <IconSearch size={16} aria-hidden="true" />
      <span className={classes["searchText"]}>{t("shell.search")}</span>
      <Kbd size="xs" aria-hidden="true">
        {PALETTE_KEYS}
      </Kbd>
    </UnstyledButton>
  );
}

const PALETTE_KEYS = navigator.userAgent.includes("Mac") ? "⌘K" : "Ctrl K";

function Places({ of: places, title }: { readonly of: readonly Destination[]; readonly title?: string }) {
  if (places.length === 0) return null;
  return (
    <div className={classes["group"]}>
      {title ? <p className={classes["groupTitle"]}>{title}</p> : null}
      {places.map((place) => (
        <PlaceLink key={place.id} place={place} />
      ))}
    </div>
  );
}

/** Any of them: the menu's first is where the link goes. */
const SETTINGS = /^\/t\/[^/]+\/settings/;

function PlaceLink({ place }: { readonly place: Destination }) {
  const { t } = useTranslation();
  const tenant = useShellTenant();
  return (
    <Link
      to={place.to}
      params={{ tenant: tenant?.slug ?? "" }}
      className={classes["link"]}
      data-here={isWithin(place)}
      activeProps={{ "data-here": true }}
    >
      <place.icon size={18} stroke={1.7} aria-hidden="true" />
      {t(place.label)}
    </Link>
  );
}
