import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needPeopleTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";

const under = { getParentRoute: () => tenantRoute, beforeLoad: () => needPeopleTexts() } as const;

/** Whom to write to: segments and lists. */
export const segmentsRoutes = [
  createRoute({ ...under, path: "/segments", component: lazyRouteComponent(() => import("./SegmentsScreen.tsx"), "SegmentsScreen") }),
  createRoute({ ...under, path: "/segments/new", component: lazyRouteComponent(() => import("./SegmentScreen.tsx"), "NewSegmentScreen") }),
  createRoute({ ...under, path: "/segments/$segment", component: lazyRouteComponent(() => import("./SegmentScreen.tsx"), "SegmentScreen") }),
  createRoute({ ...under, path: "/lists", component: lazyRouteComponent(() => import("./ListsScreen.tsx"), "ListsScreen") }),
  createRoute({ ...under, path: "/lists/$list", component: lazyRouteComponent(() => import("./ListScreen.tsx"), "ListScreen") }),
] as const;
