import type { Session, SessionTenant } from "@guichet/api";
import { reachable } from "./navigation.ts";

const LAST_TENANT = "guichet.tenant";

export function rememberTenant(slug: string): void {
  localStorage.setItem(LAST_TENANT, slug);
}

/** The tenant a person comes back to: the last one they were in, else their first. */
export function homeTenant(session: Session): SessionTenant | undefined {
  const last = localStorage.getItem(LAST_TENANT);
  return session.tenants.find((tenant) => tenant.slug === last) ?? session.tenants[0];
}

/** Where a person starts: the first place of work they may enter. */
export function homeAddress(session: Session, tenant = homeTenant(session)): string {
  const order = tenant ? (["work", "settings", "platform", "account"] as const) : (["platform", "account"] as const);
  const places = reachable(session, tenant);
  const first = order.map((area) => places.find((place) => place.area === area)).find(Boolean);
  return (first?.to ?? "/account/profile").replace("$tenant", tenant?.slug ?? "");
}
