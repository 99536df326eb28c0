import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needSendingTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";
import type { ReceivedFilter, TextFilter } from "../../data/texts.ts";

/** A number in an address is read as one. */
const written = (value: unknown): readonly string[] => ((typeof value === "string" && value) || typeof value === "number" ? [String(value)] : []);

const given = <Name extends string>(search: Record<string, unknown>, names: readonly Name[]): Partial<Record<Name, string>> =>
  Object.fromEntries(names.flatMap((name) => written(search[name]).map((text) => [name, text]))) as Partial<Record<Name, string>>;

const beforeLoad = (): Promise<void> => needSendingTexts();
const beside = () => import("./pages.tsx");

export const textsRoutes = [
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/texts",
    validateSearch: (search): TextFilter => given(search, ["to", "group", "text", "tag", "days"]) as TextFilter,
    beforeLoad,
    component: lazyRouteComponent(() => import("./TextsScreen.tsx"), "TextsScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/texts/new",
    validateSearch: (search): { readonly to?: string; readonly name?: string; readonly again?: string } =>
      given(search, ["to", "name", "again"]),
    beforeLoad,
    component: lazyRouteComponent(() => import("./SendScreen.tsx"), "SendScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/texts/received",
    validateSearch: (search): ReceivedFilter => given(search, ["from", "to", "keyword", "fate", "text"]) as ReceivedFilter,
    beforeLoad,
    component: lazyRouteComponent(beside, "ReceivedScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/texts/stops",
    beforeLoad,
    component: lazyRouteComponent(beside, "StopsScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/texts/senders",
    beforeLoad,
    component: lazyRouteComponent(beside, "SendersScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/texts/balance",
    beforeLoad,
    component: lazyRouteComponent(beside, "BalanceScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/texts/$text",
    beforeLoad,
    component: lazyRouteComponent(() => import("./TextScreen.tsx"), "TextScreen"),
  }),
] as const;
