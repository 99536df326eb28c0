import {
  call,
  type ApiKey,
  type AuditAction,
  type AuditEntry,
  type AuditHead,
  type AuditReport,
  type CallOptions,
  type ChannelKind,
  type EntryPoint,
  type InvitationFigures,
  type Invitation,
  type Language,
  type Member,
  type NewApiKey,
  type OidcProbe,
  type OidcProvider,
  type PageOf,
  type Role,
  type RoleMatrix,
  type SupportGrant,
  type Tenant,
} from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

/** The most a settings list asks for at once; these lists are short by nature. */
const WHOLE = 200;

async function readAll<T>(tenant: string, path: string): Promise<readonly T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const page: PageOf<T> = await call("GET", path, { tenant, query: { limit: WHOLE, cursor } });
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
}

const list = <T>(tenant: string, name: string, path: string) =>
  queryOptions({ queryKey: ["tenant", tenant, name], queryFn: () => readAll<T>(tenant, path) });

export const tenantQuery = (tenant: string) =>
  queryOptions({ queryKey: ["tenant", tenant, "self"], queryFn: () => call<Tenant>("GET", "/tenant", { tenant }) });
export type TenantChange = Partial<Pick<Tenant, "name" | "zone" | "territory" | "currency" | "languages">>;
export const changeTenant = (tenant: string, body: TenantChange): Promise<Tenant> =>
  call("PATCH", "/tenant", { tenant, body });

export const membersQuery = (tenant: string) => list<Member>(tenant, "members", "/members");
export const changeMember = (tenant: string, id: string, roles: readonly Role[]): Promise<Member> =>
  call("PATCH", `/members/${id}`, { tenant, body: { roles } });
export const removeMember = (tenant: string, id: string, options?: CallOptions): Promise<void> =>
  call("DELETE", `/members/${id}`, { ...options, tenant });

export const invitationsQuery = (tenant: string) => list<Invitation>(tenant, "invitations", "/invitations");
export interface NewInvitation {
  readonly email: string;
  readonly language: Language;
  readonly roles: readonly Role[];
}
export const invite = (tenant: string, body: NewInvitation, idempotencyKey: string): Promise<Invitation> =>
  call("POST", "/invitations", { tenant, body, idempotencyKey });
export const withdrawInvitation = (tenant: string, id: string, options?: CallOptions): Promise<void> =>
  call("DELETE", `/invitations/${id}`, { ...options, tenant });

export const rolesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "roles"],
    queryFn: () => call<RoleMatrix>("GET", "/roles", { tenant }),
    staleTime: 3_600_000,
  });

export const apiKeysQuery = (tenant: string) => list<ApiKey>(tenant, "api-keys", "/api-keys");
export interface ApiKeyForm {
  readonly name: string;
  readonly rights: readonly string[];
  readonly expires_at: string | null;
  readonly per_minute: number;
}
export const createApiKey = (tenant: string, body: ApiKeyForm, idempotencyKey: string): Promise<NewApiKey> =>
  call("POST", "/api-keys", { tenant, body, idempotencyKey });
export const revokeApiKey = (tenant: string, id: string, options?: CallOptions): Promise<void> =>
  call("DELETE", `/api-keys/${id}`, { ...options, tenant });

export const oidcQuery = (tenant: string) => list<OidcProvider>(tenant, "oidc-providers", "/oidc-providers");
export interface OidcForm {
  readonly title: string;
  readonly issuer: string;
  readonly client_id: string;
  /** Left out to keep the one that is set. */
  readonly client_secret?: string;
  readonly domains: readonly string[];
  readonly auto_provision: readonly Role[] | null;
  readonly enabled: boolean;
}
export const createOidc = (tenant: string, body: OidcForm, idempotencyKey: string): Promise<OidcProvider> =>
  call("POST", "/oidc-providers", { tenant, body, idempotencyKey });
export const changeOidc = (tenant: string, id: string, body: Partial<OidcForm>): Promise<OidcProvider> =>
  call("PATCH", `/oidc-providers/${id}`, { tenant, body });
export const probeOidc = (tenant: string, id: string): Promise<OidcProbe> =>
  call("POST", `/oidc-providers/${id}/probe`, { tenant });
export const removeOidc = (tenant: string, id: string, options?: CallOptions): Promise<void> =>
  call("DELETE", `/oidc-providers/${id}`, { ...options, tenant });

export interface AuditFilter {
  readonly action?: string;
  readonly actor_kind?: string;
  /** Days, in the tenant's zone; both included. */
  readonly since?: string;
  readonly until?: string;
}
export const auditQuery = (tenant: string, filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "audit", filter],
    queryFn: ({ pageParam }) =>
      call<PageOf<AuditEntry>>("GET", "/audit", { tenant, query: { ...filter, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
export const auditActionsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "audit-actions"],
    queryFn: async () => (await call<{ items: readonly AuditAction[] }>("GET", "/audit/actions", { tenant })).items,
    staleTime: 3_600_000,
  });
export const verifyAudit = (tenant: string, witness: AuditHead | null): Promise<AuditReport> =>
  call("POST", "/audit/verify", { tenant, body: { witness } });

export const supportGrantsQuery = (tenant: string) => list<SupportGrant>(tenant, "support-grants", "/support-grants");
export interface SupportDecision {
  readonly id: string;
  readonly decision: "grant" | "refuse";
  readonly minutes?: number;
}
export const decideSupport = (tenant: string, body: SupportDecision): Promise<SupportGrant> =>
  call("POST", "/support-grants", { tenant, body });
export const withdrawSupport = (tenant: string, id: string): Promise<void> =>
  call("DELETE", `/support-grants/${id}`, { tenant });

export const channelsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "channels"],
    queryFn: async () => (await call<{ items: readonly ChannelKind[] }>("GET", "/channels", { tenant })).items,
    staleTime: 3_600_000,
  });
export const entryPointsQuery = (tenant: string) => list<EntryPoint>(tenant, "entry-points", "/entry-points");
export const invitationFiguresQuery = (tenant: string, entryPoint: string, since: string, until: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "invitation-figures", entryPoint, since, until],
    queryFn: () => call<{ readonly items: readonly InvitationFigures[] }>("GET", `/entry-points/${entryPoint}/invitations`, { tenant, query: { since, until } }),
  });
export interface EntryPointForm {
  readonly kind: string;
  readonly title: string;
  readonly language: Language;
  readonly allowed_origins: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
}
export const createEntryPoint = (tenant: string, body: EntryPointForm, idempotencyKey: string): Promise<EntryPoint> =>
  call("POST", "/entry-points", { tenant, body, idempotencyKey });
export const changeEntryPoint = (
  tenant: string,
  id: string,
  body: Partial<EntryPointForm> & { enabled?: boolean },
): Promise<EntryPoint> => call("PATCH", `/entry-points/${id}`, { tenant, body });
export const removeEntryPoint = (tenant: string, id: string, options?: CallOptions): Promise<void> =>
  call("DELETE", `/entry-points/${id}`, { ...options, tenant });
