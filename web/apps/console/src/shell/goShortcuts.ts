import { useRouter } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { reachable } from "../app/navigation.ts";
import { useSession } from "../app/parents.tsx";
import { openShortcuts } from "./openings.ts";
import { listenForShortcuts, useShortcuts, type Shortcut } from "./shortcuts.ts";
import { useShellTenant } from "./useShellTenant.ts";

/** `g` then a letter goes to a screen; `?` shows what there is. */
export function useGoShortcuts(): void {
  const { t } = useTranslation();
  const router = useRouter();
  const session = useSession();
  const tenant = useShellTenant();
  const shortcuts = useMemo((): readonly Shortcut[] => {
    const places = reachable(session, tenant).filter((place) => place.key);
    const gone = places.map((place) => ({
      keys: `g ${place.key ?? ""}`,
      label: t(place.label),
      run: () => void router.navigate({ to: place.to, params: { tenant: tenant?.slug ?? "" } }),
    }));
    return [...gone, { keys: "?", label: t("shell.shortcuts"), run: openShortcuts }];
  }, [router, session, tenant, t]);
  useShortcuts(shortcuts);
  useEffect(listenForShortcuts, []);
}
