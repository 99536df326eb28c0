import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { platformRoute } from "../../app/parents.tsx";

const carriersRoute = createRoute({
  getParentRoute: () => platformRoute,
  path: "/carriers",
  component: lazyRouteComponent(() => import("./carriers/CarriersLayout.tsx"), "CarriersLayout"),
});

const liveRoutesRoute = createRoute({
  getParentRoute: () => carriersRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./carriers/RoutesScreen.tsx"), "RoutesScreen"),
});

const newRouteRoute = createRoute({
  getParentRoute: () => carriersRoute,
  path: "/new",
  component: lazyRouteComponent(() => import("./carriers/NewRouteScreen.tsx"), "NewRouteScreen"),
});

const routeRulesRoute = createRoute({
  getParentRoute: () => carriersRoute,
  path: "/rules",
  component: lazyRouteComponent(() => import("./carriers/RouteRulesScreen.tsx"), "RouteRulesScreen"),
});

const watchRoute = createRoute({
  getParentRoute: () => carriersRoute,
  path: "/watch",
  component: lazyRouteComponent(() => import("./carriers/WatchScreen.tsx"), "WatchScreen"),
});

const oneRouteRoute = createRoute({
  getParentRoute: () => carriersRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./carriers/RouteScreen.tsx"), "RouteScreen"),
});

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
  carriersRoute.addChildren([liveRoutesRoute, newRouteRoute, routeRulesRoute, watchRoute, oneRouteRoute]),
  createRoute({
    getParentRoute: () => platformRoute,
    path: "/prices",
    component: lazyRouteComponent(() => import("./prices/PriceListsScreen.tsx"), "PriceListsScreen"),
  }),
  createRoute({
    getParentRoute: () => platformRoute,
    path: "/prices/$id",
    component: lazyRouteComponent(() => import("./prices/PriceListScreen.tsx"), "PriceListScreen"),
  }),
  createRoute({
    getParentRoute: () => platformRoute,
    path: "/reviews",
    component: lazyRouteComponent(() => import("./ReviewsScreen.tsx"), "ReviewsScreen"),
  }),
] as const;
