import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needPeopleTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";

const under = { getParentRoute: () => tenantRoute, beforeLoad: () => needPeopleTexts() } as const;

/** Contacts in and out. */
export const importsRoutes = [
  createRoute({ ...under, path: "/imports", component: lazyRouteComponent(() => import("./ImportsScreen.tsx"), "ImportsScreen") }),
  createRoute({ ...under, path: "/imports/$import", component: lazyRouteComponent(() => import("./ImportScreen.tsx"), "ImportScreen") }),
] as const;
