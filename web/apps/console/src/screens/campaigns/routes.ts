import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needCampaignTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";

const beforeLoad = (): Promise<void> => needCampaignTexts();
const written = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

const drafted = (search: Record<string, unknown>): { readonly draft?: string } => {
  const draft = written(search["draft"]);
  return draft ? { draft } : {};
};
const beside = () => import("./pages.tsx");

export const campaignsRoutes = [
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/campaigns",
    beforeLoad,
    component: lazyRouteComponent(() => import("./CampaignsScreen.tsx"), "CampaignsScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/campaigns/new",
    validateSearch: drafted,
    beforeLoad,
    component: lazyRouteComponent(() => import("./WriteScreen.tsx"), "WriteScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/campaigns/compare",
    validateSearch: (search): { readonly ids?: string } => {
      const ids = written(search["ids"]);
      return ids ? { ids } : {};
    },
    beforeLoad,
    component: lazyRouteComponent(beside, "CompareScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/campaigns/codes",
    beforeLoad,
    component: lazyRouteComponent(beside, "CodesScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/campaigns/links",
    beforeLoad,
    component: lazyRouteComponent(beside, "LinksScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/campaigns/automatic",
    beforeLoad,
    component: lazyRouteComponent(beside, "AutomaticScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/campaigns/automatic/new",
    validateSearch: (search): { readonly draft?: string; readonly when?: "again" } => ({ ...drafted(search), ...(search["when"] === "again" ? { when: "again" as const } : {}) }),
    beforeLoad,
    component: lazyRouteComponent(beside, "NewAutomaticScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/campaigns/automatic/$trigger",
    beforeLoad,
    component: lazyRouteComponent(beside, "OneAutomaticScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/campaigns/$campaign",
    beforeLoad,
    component: lazyRouteComponent(() => import("./CampaignScreen.tsx"), "CampaignScreen"),
  }),
] as const;
