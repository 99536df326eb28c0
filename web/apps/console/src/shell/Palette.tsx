import { Spotlight, spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import {
  IconBulb,
  IconDeviceDesktop,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPuzzle,
  IconSearch,
  IconSun,
} from "@tabler/icons-react";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { homeAddress } from "../app/home.ts";
import { currentLanguage } from "../app/i18n.ts";
import { reachable } from "../app/navigation.ts";
import { iconOf } from "../kit/placeIcons.ts";
import { useSession } from "../app/parents.tsx";
import { TenantMark } from "../kit/TenantMark.tsx";
import { closeOverlay, openShortcuts } from "./openings.ts";
import { useChangePreferences } from "./usePreferences.ts";
import { useShellTenant } from "./useShellTenant.ts";
import { useSignOut } from "./useSignOut.ts";

/** Go anywhere and do anything by typing its name: Ctrl-K. */
export function Palette() {
  const { t } = useTranslation();
  useEffect(() => spotlight.open(), []);
  const groups = [usePlaces(), useTenants(), useDeeds()].filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      onSpotlightClose={closeOverlay}
      nothingFound={t("palette.nothing")}
      highlightQuery
      scrollable
      maxHeight={420}
      limit={30}
      aria-label={t("palette.title")}
      transitionProps={{ duration: 100 }}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden="true" />,
        placeholder: t("palette.hint"),
        "aria-label": t("palette.title"),
      }}
    />
  );
}

function usePlaces(): SpotlightActionGroupData {
  const { t } = useTranslation();
  const router = useRouter();
  const session = useSession();
  const tenant = useShellTenant();
  const actions = reachable(session, tenant).map((place): SpotlightActionData => {
    const address = router.buildLocation({ to: place.to, params: { tenant: tenant?.slug ?? "" } });
    const Picture = iconOf(place);
    return {
      id: place.id,
      label: t(place.label),
      description: place.area === "settings" ? t("nav.settings") : place.area === "platform" ? t("nav.platform") : "",
      leftSection: <Picture size={18} stroke={1.7} aria-hidden="true" />,
      onClick: () => void router.navigate({ href: address.href }),
    };
  });
  return { group: t("palette.places"), actions };
}

function useTenants(): SpotlightActionGroupData {
  const { t } = useTranslation();
  const session = useSession();
  const here = useShellTenant();
  const navigate = useNavigate();
  const others = session.tenants.filter((tenant) => tenant.id !== here?.id);
  const actions = others.map((tenant) => ({
    id: `tenant-${tenant.id}`,
    label: t("palette.goToTenant", { name: tenant.name }),
    leftSection: <TenantMark name={tenant.name} size={20} />,
    onClick: () => void navigate({ href: homeAddress(session, tenant) }),
  }));
  return { group: t("shell.tenants"), actions };
}

function useDeeds(): SpotlightActionGroupData {
  const { t } = useTranslation();
  const change = useChangePreferences();
  const leave = useSignOut();
  const tenant = useShellTenant();
  const navigate = useNavigate();
  const ask = (kind: "advice" | "module") => () =>
    navigate({ to: "/t/$tenant/advice", params: { tenant: tenant?.slug ?? "" }, search: { ask: kind } });
  const other = currentLanguage() === "fr" ? "en" : "fr";
  const deed = (id: string, label: string, Picture: typeof IconSun, onClick: () => unknown): SpotlightActionData => ({
    id,
    label,
    leftSection: <Picture size={18} stroke={1.7} aria-hidden="true" />,
    onClick: () => void onClick(),
  });
  const actions = [
    deed("light", t("palette.light"), IconSun, () => change.colours("light")),
    deed("dark", t("palette.dark"), IconMoon, () => change.colours("dark")),
    deed("auto", t("palette.auto"), IconDeviceDesktop, () => change.colours("auto")),
    deed("language", t("palette.otherLanguage"), IconLanguage, () => change.language(other)),
    deed("shortcuts", t("shell.shortcuts"), IconKeyboard, openShortcuts),
    ...(tenant?.rights.includes("advice.ask")
      ? [deed("ask-advice", t("shell.askAdvice"), IconBulb, ask("advice")), deed("ask-module", t("shell.askModule"), IconPuzzle, ask("module"))]
      : []),
    deed("sign-out", t("shell.signOut"), IconLogout, leave),
  ];
  return { group: t("palette.deeds"), actions };
}
