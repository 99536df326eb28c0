import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needSendingTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";
import type { TextFilter } from "../../data/texts.ts";

/** A number in an address is read as one. */
const written = (value: unknown): readonly string[] => ((typeof value === "string" && value) || typeof value === "number" ? [String(value)] : []);

const given = <Name extends string>(search: Record<string, unknown>, names: readonly Name[]): Partial<Record<Name, string>> =>
  Object.fromEntries(names.flatMap((name) => written(search[name]).map((text) => [name, text]))) as Partial<Record<Name, string>>;

const beforeLoad = (): Promise<void> => needSendingTexts();

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
    path: "/texts/stops",
    beforeLoad,
    component: lazyRouteComponent(() => import("./StopsScreen.tsx"), "StopsScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/texts/senders",
    beforeLoad,
    component: lazyRouteComponent(() => import("./SendersScreen.tsx"), "SendersScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/texts/balance",
    beforeLoad,
    component: lazyRouteComponent(() => import("./BalanceScreen.tsx"), "BalanceScreen"),
  }),
  createRoute({
    getParentRoute: () => tenantRoute,
    path: "/texts/$text",
    beforeLoad,
    component: lazyRouteComponent(() => import("./TextScreen.tsx"), "TextScreen"),
  }),
] as const;
