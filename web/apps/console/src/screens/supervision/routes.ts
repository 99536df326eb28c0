import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needSetupTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";

export const supervisionRoutes = [
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/supervision",
    beforeLoad: () => needSetupTexts(),
    component: lazyRouteComponent(() => import("./SupervisionScreen.tsx"), "SupervisionScreen"),
  }),
] as const;
