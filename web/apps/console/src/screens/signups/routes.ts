import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { needPeopleTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";

const under = { getParentRoute: () => tenantRoute, beforeLoad: () => needPeopleTexts() } as const;

/** Where people sign up. */
export const signUpRoutes = [
  createRoute({ ...under, path: "/signups", component: lazyRouteComponent(() => import("./SignUpsScreen.tsx"), "SignUpsScreen") }),
  createRoute({ ...under, path: "/signups/new", component: lazyRouteComponent(() => import("./SignUpScreen.tsx"), "NewSignUpScreen") }),
  createRoute({ ...under, path: "/signups/$page", component: lazyRouteComponent(() => import("./SignUpScreen.tsx"), "SignUpScreen") }),
] as const;
