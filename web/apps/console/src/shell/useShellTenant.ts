import type { SessionTenant } from "@guichet/api";
import { useParams } from "@tanstack/react-router";
import { homeTenant } from "../app/home.ts";
import { useSession } from "../app/parents.tsx";

/** The tenant in the address, or on screens of the person or the platform the last one visited. */
export function useShellTenant(): SessionTenant | undefined {
  const session = useSession();
  const { tenant: slug } = useParams({ strict: false });
  return session.tenants.find((tenant) => tenant.slug === slug) ?? homeTenant(session);
}
