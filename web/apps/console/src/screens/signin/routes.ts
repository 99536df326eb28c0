import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { homeAddress } from "../../app/home.ts";
import { needEntryTexts } from "../../app/i18n.ts";
import { rootRoute } from "../../app/parents.tsx";
import { sessionQuery } from "../../data/session.ts";

export interface SignInSearch {
  /** Where to go afterwards; an address of the console. */
  readonly next?: string;
  /** The session ended while working. */
  readonly ended?: boolean;
  /** Why signing in elsewhere did not succeed: the code of a refusal. */
  readonly problem?: string;
}

interface TokenSearch {
  readonly token: string;
}

/** Only addresses of this console: never another site, whatever the link says. */
export function safeNext(next: unknown): string | undefined {
  if (typeof next !== "string" || !next.startsWith("/") || /^\/[/\\]/.test(next)) return undefined;
  return next;
}

function readSignInSearch(search: Record<string, unknown>): SignInSearch {
  const next = safeNext(search["next"]);
  const problem = typeof search["problem"] === "string" ? search["problem"] : undefined;
  return { ...(next ? { next } : {}), ...(search["ended"] ? { ended: true } : {}), ...(problem ? { problem } : {}) };
}

function readToken(search: Record<string, unknown>): TokenSearch {
  return { token: typeof search["token"] === "string" ? search["token"] : "" };
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: readSignInSearch,
  beforeLoad: async ({ context, search }) => {
    const session = await context.queries.query({ ...sessionQuery, staleTime: "static" }).catch(() => null);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router redirects
    if (session) throw redirect({ href: search.next ?? homeAddress(session) });
    await needEntryTexts();
  },
  component: lazyRouteComponent(() => import("./SignInScreen.tsx"), "SignInScreen"),
});

const forgotRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/forgot-password",
  beforeLoad: () => needEntryTexts(),
  component: lazyRouteComponent(() => import("./PasswordScreens.tsx"), "ForgotScreen"),
});

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/reset-password",
  validateSearch: readToken,
  beforeLoad: () => needEntryTexts(),
  component: lazyRouteComponent(() => import("./PasswordScreens.tsx"), "ResetScreen"),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitation",
  validateSearch: readToken,
  beforeLoad: () => needEntryTexts(),
  component: lazyRouteComponent(() => import("./InvitationScreen.tsx"), "InvitationScreen"),
});

export const signInRoutes = [signInRoute, forgotRoute, resetRoute, invitationRoute] as const;
