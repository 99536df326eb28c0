import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needCampaignTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";

const beforeLoad = (): Promise<void> => needCampaignTexts();
const written = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

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
    validateSearch: (search): { readonly draft?: string } => {
      const draft = written(search["draft"]);
      return draft ? { draft } : {};
    },
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
    component: lazyRouteComponent(() => import("./CompareScreen.tsx"), "CompareScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/campaigns/$campaign",
    beforeLoad,
    component: lazyRouteComponent(() => import("./CampaignScreen.tsx"), "CampaignScreen"),
  }),
] as const;
