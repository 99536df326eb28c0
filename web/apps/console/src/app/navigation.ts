import type { Session, SessionTenant } from "@guichet/api";
import {
  IconActivityHeartbeat,
  IconAddressBook,
  IconAntenna,
  IconBuildingStore,
  IconBulb,
  IconChecks,
  IconCoins,
  IconDeviceMobileMessage,
  IconGauge,
  IconMessages,
  IconSettings,
  IconSpeakerphone,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import type { Key } from "../locales/keys.ts";

/**
 * Every screen one can go to: the sidebar, the bottom bar, the settings menu, the palette and
 * the shortcuts are made from this table. To add a screen, add its route to its area under
 * `screens/` and a line here.
 */
export interface Destination {
  readonly id: string;
  readonly area: "work" | "settings" | "platform" | "account" | "help";
  /** The address, with `$tenant` where the tenant's slug goes. */
  readonly to: string;
  /** In the frame; menus of their own have those of `kit/placeIcons.ts`, fetched with them. */
  readonly icon: Icon;
  readonly label: Key;
  /** The right it takes; of the tenant, or of the platform in the area `platform`. */
  readonly right: string | null;
  /** Typed after `g`. */
  readonly key?: string;
  /** Addresses beside its own whose screens belong to it. */
  readonly holds?: RegExp;
}

export const DESTINATIONS: readonly Destination[] = [
  { id: "desk", area: "work", to: "/t/$tenant/desk", icon: IconMessages, label: "nav.desk", right: "desk.answer", key: "d" },
  { id: "contacts", area: "work", to: "/t/$tenant/contacts", icon: IconAddressBook, label: "nav.contacts", right: "contacts.read", key: "c", holds: /^\/t\/[^/]+\/(segments|lists|signups|imports|companies|duplicates)/ },
  { id: "campaigns", area: "work", to: "/t/$tenant/campaigns", icon: IconSpeakerphone, label: "nav.campaigns", right: "campaigns.read", key: "n" },
  { id: "texts", area: "work", to: "/t/$tenant/texts", icon: IconDeviceMobileMessage, label: "nav.texts", right: "messages.read", key: "x" },
  { id: "supervision", area: "work", to: "/t/$tenant/supervision", icon: IconGauge, label: "nav.supervision", right: "desk.supervise", key: "v" },
  { id: "tenant", area: "settings", to: "/t/$tenant/settings/general", icon: IconSettings, label: "nav.general", right: "settings.read", key: "s" },
  { id: "members", area: "settings", to: "/t/$tenant/settings/members", icon: IconSettings, label: "nav.members", right: "members.read", key: "m" },
  { id: "roles", area: "settings", to: "/t/$tenant/settings/roles", icon: IconSettings, label: "nav.roles", right: "settings.read" },
  { id: "queues", area: "settings", to: "/t/$tenant/settings/queues", icon: IconSettings, label: "nav.queues", right: "settings.read", key: "q" },
  { id: "agents", area: "settings", to: "/t/$tenant/settings/agents", icon: IconSettings, label: "nav.agents", right: "settings.read", key: "w" },
  { id: "skills", area: "settings", to: "/t/$tenant/settings/skills", icon: IconSettings, label: "nav.skills", right: "settings.read" },
  { id: "hours", area: "settings", to: "/t/$tenant/settings/hours", icon: IconSettings, label: "nav.hours", right: "settings.read" },
  { id: "reasons", area: "settings", to: "/t/$tenant/settings/reasons", icon: IconSettings, label: "nav.reasons", right: "settings.read" },
  { id: "canned", area: "settings", to: "/t/$tenant/settings/canned", icon: IconSettings, label: "nav.canned", right: "desk.answer" },
  { id: "entry-points", area: "settings", to: "/t/$tenant/settings/entry-points", icon: IconSettings, label: "nav.entryPoints", right: "entry_points.read", key: "e" },
  { id: "routing-rules", area: "settings", to: "/t/$tenant/settings/rules", icon: IconSettings, label: "nav.rules", right: "routing_rules.read", key: "r" },
  { id: "contact-fields", area: "settings", to: "/t/$tenant/settings/contact-fields", icon: IconSettings, label: "nav.contactFields", right: "settings.read" },
  { id: "tills", area: "settings", to: "/t/$tenant/settings/tills", icon: IconSettings, label: "nav.tills", right: "campaigns.write" },
  { id: "api-keys", area: "settings", to: "/t/$tenant/settings/api-keys", icon: IconSettings, label: "nav.apiKeys", right: "api_keys.manage" },
  { id: "hooks", area: "settings", to: "/t/$tenant/settings/hooks", icon: IconSettings, label: "nav.hooks", right: "hooks.manage", key: "k" },
  { id: "smpp", area: "settings", to: "/t/$tenant/settings/smpp", icon: IconSettings, label: "nav.smpp", right: "api_keys.manage" },
  { id: "sign-in", area: "settings", to: "/t/$tenant/settings/sign-in", icon: IconSettings, label: "nav.signIn", right: "sign_in.manage" },
  { id: "support", area: "settings", to: "/t/$tenant/settings/support", icon: IconSettings, label: "nav.support", right: "support.consent" },
  { id: "audit", area: "settings", to: "/t/$tenant/settings/audit", icon: IconSettings, label: "nav.audit", right: "audit.read", key: "a" },
  { id: "companies", area: "platform", to: "/platform/tenants", icon: IconBuildingStore, label: "nav.companies", right: "platform.tenants", key: "t" },
  { id: "carriers", area: "platform", to: "/platform/carriers", icon: IconAntenna, label: "nav.carriers", right: "platform.sending" },
  { id: "prices", area: "platform", to: "/platform/prices", icon: IconCoins, label: "nav.prices", right: "platform.prices" },
  { id: "health", area: "platform", to: "/platform/health", icon: IconActivityHeartbeat, label: "nav.health", right: "platform.health", key: "h" },
  { id: "reviews", area: "platform", to: "/platform/reviews", icon: IconChecks, label: "nav.reviews", right: "platform.sending" },
  { id: "people", area: "platform", to: "/platform/users", icon: IconUsers, label: "nav.people", right: "platform.users" },
  { id: "advice", area: "help", to: "/t/$tenant/advice", icon: IconBulb, label: "nav.advice", right: "advice.ask" },
  { id: "profile", area: "account", to: "/account/profile", icon: IconSettings, label: "nav.profile", right: null, key: "p" },
  { id: "security", area: "account", to: "/account/security", icon: IconSettings, label: "nav.security", right: null },
];

/** Marks the link of a place while one is on a screen of it; true or nothing, as it is drawn. */
export const isWithin = ({ holds }: Destination): true | undefined => (holds?.test(location.pathname) ? true : undefined);

export const TENANT_ICON: Icon = IconBuildingStore;

/** The destinations a person may go to, in the tenant given. */
export function reachable(session: Session, tenant: SessionTenant | undefined): readonly Destination[] {
  return DESTINATIONS.filter((place) => {
    if (place.right === null) return true;
    if (place.area === "platform") return session.platform_rights.includes(place.right);
    return tenant?.rights.includes(place.right) ?? false;
  });
}
