import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { tenantRoute } from "../../app/parents.tsx";

export const supervisionRoutes = [
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/supervision",
    component: lazyRouteComponent(() => import("./SupervisionScreen.tsx"), "SupervisionScreen"),
  }),
] as const;
