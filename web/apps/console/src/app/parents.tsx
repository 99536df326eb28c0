import type { Session, SessionTenant } from "@guichet/api";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent, notFound, redirect } from "@tanstack/react-router";
import { sessionQuery } from "../data/session.ts";
import { needSetupTexts } from "./i18n.ts";
import { Bare, Missing, MissingInside, Troubled, TroubledInside } from "./Fallbacks.tsx";

/**
 * The routes other routes hang from. A screen of a tenant hangs from `tenantRoute` (its address
 * begins with `/t/$tenant`), one of the platform from `platformRoute`, one of the person from
 * `shellRoute`, and one for people who are not signed in from `rootRoute`.
 */

interface RouterContext {
  readonly queries: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Bare,
  notFoundComponent: Missing,
  errorComponent: Troubled,
});

/** Everything inside the frame: asks who is signed in first, and sends others to sign in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ context, location }): Promise<{ session: Session }> => {
    const session = await context.queries.query({ ...sessionQuery, staleTime: "static" });
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router redirects
    if (!session) throw redirect({ to: "/sign-in", search: { next: location.href } });
    return { session };
  },
  component: lazyRouteComponent(() => import("../shell/ShellLayout.tsx"), "ShellLayout"),
  notFoundComponent: MissingInside,
});

export const tenantRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/t/$tenant",
  notFoundComponent: MissingInside,
  errorComponent: TroubledInside,
  beforeLoad: ({ context, params }): { tenant: SessionTenant } => {
    const tenant = context.session.tenants.find((held) => held.slug === params.tenant);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router says "missing"
    if (!tenant) throw notFound();
    return { tenant };
  },
});

export const platformRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/platform",
  notFoundComponent: MissingInside,
  errorComponent: TroubledInside,
  beforeLoad: async ({ context }): Promise<void> => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router says "missing"
    if (context.session.platform_rights.length === 0) throw notFound();
    await needSetupTexts();
  },
});

/** The tenant of the screen shown. Only for screens under `tenantRoute`. */
export function useTenant(): SessionTenant {
  return tenantRoute.useRouteContext({ select: (context) => context.tenant });
}

export function useSession(): Session {
  return shellRoute.useRouteContext({ select: (context) => context.session });
}

export function useMay(right: string): boolean {
  return useTenant().rights.includes(right);
}
