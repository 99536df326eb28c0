import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { platformRoute } from "../../app/parents.tsx";

export const platformRoutes = [
  createRoute({
    getParentRoute: () => platformRoute,
    path: "/tenants",
    component: lazyRouteComponent(() => import("./TenantsScreen.tsx"), "TenantsScreen"),
  }),
  createRoute({
    getParentRoute: () => platformRoute,
    path: "/tenants/$id",
    component: lazyRouteComponent(() => import("./TenantScreen.tsx"), "TenantScreen"),
  }),
  createRoute({
    getParentRoute: () => platformRoute,
    path: "/health",
    component: lazyRouteComponent(() => import("./HealthScreen.tsx"), "HealthScreen"),
  }),
  createRoute({
    getParentRoute: () => platformRoute,
    path: "/users",
    component: lazyRouteComponent(() => import("./UsersScreen.tsx"), "UsersScreen"),
  }),
] as const;
