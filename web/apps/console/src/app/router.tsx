import { createRoute, createRouter, redirect } from "@tanstack/react-router";
import { sessionQuery } from "../data/session.ts";
import { accountRoutes } from "../screens/account/routes.ts";
import { adviceRoutes } from "../screens/advice/routes.ts";
import { campaignsRoutes } from "../screens/campaigns/routes.ts";
import { contactsRoutes } from "../screens/contacts/routes.ts";
import { deskRoutes } from "../screens/desk/routes.ts";
import { platformRoutes } from "../screens/platform/routes.ts";
import { importsRoutes } from "../screens/imports/routes.ts";
import { segmentsRoutes } from "../screens/segments/routes.ts";
import { signUpRoutes } from "../screens/signups/routes.ts";
import { settingsRoutes } from "../screens/settings/routes.ts";
import { supervisionRoutes } from "../screens/supervision/routes.ts";
import { textsRoutes } from "../screens/texts/routes.ts";
import { signInRoutes } from "../screens/signin/routes.ts";
import { homeAddress } from "./home.ts";
import { platformRoute, rootRoute, shellRoute, tenantRoute } from "./parents.tsx";
import { queryClient } from "./queries.ts";

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: async ({ context }) => {
    const session = await context.queries.query({ ...sessionQuery, staleTime: "static" });
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router redirects
    throw session ? redirect({ href: homeAddress(session), replace: true }) : redirect({ to: "/sign-in" });
  },
});

const tenantIndexRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: "/",
  beforeLoad: ({ context }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router redirects
    throw redirect({ href: homeAddress(context.session, context.tenant), replace: true });
  },
});

const DESK = /^\/t\/[^/]+\/desk/;

const routeTree = rootRoute.addChildren([
  indexRoute,
  ...signInRoutes,
  shellRoute.addChildren([
    ...accountRoutes,
    tenantRoute.addChildren([
      tenantIndexRoute, ...deskRoutes, ...contactsRoutes, ...segmentsRoutes, ...signUpRoutes, ...importsRoutes, ...campaignsRoutes, ...textsRoutes, ...supervisionRoutes, ...settingsRoutes,
      ...adviceRoutes,
    ]),
    platformRoute.addChildren([...platformRoutes]),
  ]),
]);

export const router = createRouter({
  routeTree,
  context: { queries: queryClient },
  defaultPreload: "intent",
  defaultPendingMs: 150,
  // The desk scrolls to the newest words by itself; to restore nothing costs a layout all the same.
  scrollRestoration: ({ location }) => !DESK.test(location.pathname),
  // Another screen begins at its top: the box it scrolls in is the same one.
  scrollToTopSelectors: ['[data-scroll-restoration-id="screen"]'],
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
