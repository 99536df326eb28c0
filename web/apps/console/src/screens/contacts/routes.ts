import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { tenantRoute } from "../../app/parents.tsx";

export const contactsRoutes = [
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/contacts",
    component: lazyRouteComponent(() => import("./ContactsScreen.tsx"), "ContactsScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/contacts/$contact",
    component: lazyRouteComponent(() => import("./ContactScreen.tsx"), "ContactScreen"),
  }),
] as const;
