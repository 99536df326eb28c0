import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { needSetupTexts } from "../../app/i18n.ts";
import { tenantRoute } from "../../app/parents.tsx";

const settingsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: "/settings",
  beforeLoad: () => needSetupTexts(),
  component: lazyRouteComponent(() => import("./SettingsLayout.tsx"), "SettingsLayout"),
});

const indexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router redirects
    throw redirect({ to: "/t/$tenant/settings/general", params, replace: true });
  },
});

const generalRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/general",
  component: lazyRouteComponent(() => import("./GeneralScreen.tsx"), "GeneralScreen"),
});

const membersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/members",
  component: lazyRouteComponent(() => import("./MembersScreen.tsx"), "MembersScreen"),
});

const rolesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/roles",
  component: lazyRouteComponent(() => import("./RolesScreen.tsx"), "RolesScreen"),
});

const entryPointsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/entry-points",
  component: lazyRouteComponent(() => import("./EntryPointsScreen.tsx"), "EntryPointsScreen"),
});

const rulesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/rules",
  component: lazyRouteComponent(() => import("./rules/RulesScreen.tsx"), "RulesScreen"),
});

const contactFieldsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/contact-fields",
  component: lazyRouteComponent(() => import("./ContactFieldsScreen.tsx"), "ContactFieldsScreen"),
});

const tillsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/tills",
  component: lazyRouteComponent(() => import("../signups/TillsScreen.tsx"), "TillsScreen"),
});

const apiKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/api-keys",
  component: lazyRouteComponent(() => import("./ApiKeysScreen.tsx"), "ApiKeysScreen"),
});

const hooksRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/hooks",
  component: lazyRouteComponent(() => import("./hooks/HooksScreen.tsx"), "HooksScreen"),
});

const hookRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/hooks/$hook",
  component: lazyRouteComponent(() => import("./hooks/HookScreen.tsx"), "HookScreen"),
});

const smppRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/smpp",
  component: lazyRouteComponent(() => import("./smpp/SmppScreen.tsx"), "SmppScreen"),
});

const oidcRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("./OidcScreen.tsx"), "OidcScreen"),
});

const supportRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/support",
  component: lazyRouteComponent(() => import("./SupportScreen.tsx"), "SupportScreen"),
});

const queuesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/queues",
  component: lazyRouteComponent(() => import("./answering/QueuesScreen.tsx"), "QueuesScreen"),
});

const queueRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/queues/$queue",
  component: lazyRouteComponent(() => import("./answering/QueueScreen.tsx"), "QueueScreen"),
});

const agentsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/agents",
  component: lazyRouteComponent(() => import("./answering/AgentsScreen.tsx"), "AgentsScreen"),
});

const skillsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/skills",
  component: lazyRouteComponent(() => import("./answering/SkillsScreen.tsx"), "SkillsScreen"),
});

const calendarsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/hours",
  component: lazyRouteComponent(() => import("./answering/CalendarsScreen.tsx"), "CalendarsScreen"),
});

const calendarRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/hours/$calendar",
  component: lazyRouteComponent(() => import("./answering/CalendarScreen.tsx"), "CalendarScreen"),
});

const reasonsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/reasons",
  component: lazyRouteComponent(() => import("./answering/ReasonsScreen.tsx"), "ReasonsScreen"),
});

const cannedRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/canned",
  component: lazyRouteComponent(() => import("./canned/CannedScreen.tsx"), "CannedScreen"),
});

export interface AuditSearch {
  readonly action?: string;
  readonly actor_kind?: string;
}

const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/audit",
  validateSearch: (search): AuditSearch => ({
    ...(typeof search["action"] === "string" ? { action: search["action"] } : {}),
    ...(typeof search["actor_kind"] === "string" ? { actor_kind: search["actor_kind"] } : {}),
  }),
  component: lazyRouteComponent(() => import("./AuditScreen.tsx"), "AuditScreen"),
});

export const settingsRoutes = [
  settingsRoute.addChildren([
    indexRoute,
    generalRoute,
    membersRoute,
    rolesRoute,
    queuesRoute,
    queueRoute,
    agentsRoute,
    skillsRoute,
    calendarsRoute,
    calendarRoute,
    reasonsRoute,
    cannedRoute,
    entryPointsRoute,
    rulesRoute,
    contactFieldsRoute,
    tillsRoute,
    apiKeysRoute,
    hooksRoute,
    hookRoute,
    smppRoute,
    oidcRoute,
    supportRoute,
    auditRoute,
  ]),
] as const;
