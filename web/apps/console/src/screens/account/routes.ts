import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needPeopleTexts } from "../../app/i18n.ts";
import { shellRoute } from "../../app/parents.tsx";

const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/account",
  beforeLoad: () => needPeopleTexts(),
  component: lazyRouteComponent(() => import("./AccountLayout.tsx"), "AccountLayout"),
});

const profileRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/profile",
  component: lazyRouteComponent(() => import("./ProfileScreen.tsx"), "ProfileScreen"),
});

const securityRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/security",
  component: lazyRouteComponent(() => import("./SecurityScreen.tsx"), "SecurityScreen"),
});

export const accountRoutes = [accountRoute.addChildren([profileRoute, securityRoute])] as const;
