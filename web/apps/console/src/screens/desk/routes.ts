import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { tenantRoute } from "../../app/parents.tsx";

const screen = () => import("./pages.tsx");

export const deskRoutes = [
  createRoute({ getParentRoute: () => tenantRoute, path: "/desk", component: lazyRouteComponent(screen, "InboxPage") }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/desk/$interaction",
    component: lazyRouteComponent(screen, "InteractionPage"),
  }),
] as const;
