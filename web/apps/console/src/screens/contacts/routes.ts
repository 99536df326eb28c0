import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { tenantRoute } from "../../app/parents.tsx";
import type { ContactFilter } from "../../data/contacts.ts";

const FILTERS = ["search", "tag", "company_id"] as const;

export const contactsRoutes = [
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/contacts",
    validateSearch: (search): ContactFilter =>
      Object.fromEntries(FILTERS.flatMap((name) => (typeof search[name] === "string" && search[name] ? [[name, search[name]]] : []))),
    component: lazyRouteComponent(() => import("./ContactsScreen.tsx"), "ContactsScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/contacts/$contact",
    component: lazyRouteComponent(() => import("./ContactScreen.tsx"), "ContactScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/companies",
    component: lazyRouteComponent(() => import("./CompaniesScreen.tsx"), "CompaniesScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/companies/$company",
    component: lazyRouteComponent(() => import("./CompanyScreen.tsx"), "CompanyScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/duplicates",
    component: lazyRouteComponent(() => import("./DuplicatesScreen.tsx"), "DuplicatesScreen"),
  }),
] as const;
