import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needSetupTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";

interface Asking {
  readonly ask?: "advice" | "module";
}

export const adviceRoutes = [
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/advice",
    beforeLoad: () => needSetupTexts(),
    validateSearch: ({ ask }): Asking => (ask === "advice" || ask === "module" ? { ask } : {}),
    component: lazyRouteComponent(() => import("./AdviceScreen.tsx"), "AdviceScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/advice/$request",
    beforeLoad: () => needSetupTexts(),
    component: lazyRouteComponent(() => import("./AdviceRequestScreen.tsx"), "AdviceRequestScreen"),
  }),
] as const;
