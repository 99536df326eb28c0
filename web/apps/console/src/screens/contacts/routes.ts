import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needPeopleTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";
import type { ContactFilter } from "../../data/contacts.ts";

const FILTERS = ["search", "tag", "company_id"] as const;

export const contactsRoutes = [
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/contacts",
    validateSearch: (search): ContactFilter =>
      Object.fromEntries(FILTERS.flatMap((name) => (typeof search[name] === "string" && search[name] ? [[name, search[name]]] : []))),
    beforeLoad: () => needPeopleTexts(),
    component: lazyRouteComponent(() => import("./ContactsScreen.tsx"), "ContactsScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/contacts/$contact",
    beforeLoad: () => needPeopleTexts(),
    component: lazyRouteComponent(() => import("./ContactScreen.tsx"), "ContactScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/companies",
    beforeLoad: () => needPeopleTexts(),
    component: lazyRouteComponent(() => import("./CompaniesScreen.tsx"), "CompaniesScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/companies/$company",
    beforeLoad: () => needPeopleTexts(),
    component: lazyRouteComponent(() => import("./CompanyScreen.tsx"), "CompanyScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/duplicates",
    beforeLoad: () => needPeopleTexts(),
    component: lazyRouteComponent(() => import("./DuplicatesScreen.tsx"), "DuplicatesScreen"),
  }),
] as const;
