import { Box } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { queryClient, onSignedOut } from "../app/queries.ts";
import { useShellTenant } from "./useShellTenant.ts";
import { Banners } from "./Banners.tsx";
import { BottomBar, TopBar } from "./NarrowBars.tsx";
import { useGoShortcuts } from "./goShortcuts.ts";
import { Overlays } from "./Overlays.tsx";
import { Sidebar } from "./Sidebar.tsx";
import { LiveProvider } from "./LiveProvider.tsx";
import { usePreferencesOf } from "./usePreferences.ts";
import { rememberTenant } from "../app/home.ts";
import classes from "./ShellLayout.module.css";

const OfferStation = lazy(async () => ({ default: (await import("../screens/desk/OfferStation.tsx")).OfferStation }));
const NarrowMenu = lazy(async () => ({ default: (await import("./NarrowMenu.tsx")).NarrowMenu }));

/** Below this width the sidebar becomes a drawer and a bottom bar. */
export const NARROW = "(max-width: 48em)";

/** The frame around every screen of somebody signed in. */
export function ShellLayout() {
  const { t } = useTranslation();
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const [menuOpen, menu] = useDisclosure(false);
  const tenant = useShellTenant();
  usePreferencesOf();
  useLeaveWhenSignedOut();
  useGoShortcuts();
  useCloseOnMove(menu.close);
  useEffect(() => {
    if (tenant) rememberTenant(tenant.slug);
  }, [tenant]);
  return (
    <LiveProvider tenant={tenant?.id}>
      <a href="#content" className="skip-link">
        {t("shell.skip")}
      </a>
      <div className={classes["frame"]} data-narrow={narrow}>
        {narrow ? <TopBar openMenu={menu.open} /> : <Sidebar />}
        <main id="content" className={classes["column"]} tabIndex={-1}>
          <Banners />
          {/* A screen without a button or link must scroll by keyboard too. */}
          <Box className={classes["content"]} tabIndex={0} data-scroll-restoration-id="screen">
            <Outlet />
          </Box>
        </main>
        {narrow ? <BottomBar openMenu={menu.open} /> : null}
      </div>
      <Suspense>{narrow && menuOpen ? <NarrowMenu close={menu.close} /> : null}</Suspense>
      {tenant?.rights.includes("desk.answer") ? (
        <Suspense>
          <OfferStation tenant={tenant.id} slug={tenant.slug} />
        </Suspense>
      ) : null}
      <Overlays />
    </LiveProvider>
  );
}

/** A session that ended elsewhere: back to the sign-in page, then to where one was. */
function useLeaveWhenSignedOut(): void {
  const navigate = useNavigate();
  useEffect(() => {
    onSignedOut.run = () => {
      queryClient.clear();
      void navigate({ to: "/sign-in", search: { next: location.pathname + location.search, ended: true } });
    };
    return () => {
      onSignedOut.run = () => undefined;
    };
  }, [navigate]);
}

function useCloseOnMove(close: () => void): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(close, [path, close]);
}
