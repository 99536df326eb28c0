/** The values the API speaks in. Instants are ISO 8601 in UTC, ids are UUIDs. */

export type Id = string;
export type Instant = string;
export type Language = "en" | "fr";
export type ColorScheme = "light" | "dark" | "auto";

export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

// -- Signing in -------------------------------------------------------------------------------

export interface DemoSignIn {
  readonly role: string;
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export interface SignInOptions {
  readonly passkeys: boolean;
  readonly oidc: readonly { readonly id: Id; readonly title: string }[];
  readonly demo: readonly DemoSignIn[] | null;
}

export interface SignInStep {
  readonly next: "done" | "second_factor";
  readonly methods?: readonly ("totp" | "recovery_code" | "passkey")[];
}

export interface InvitationPreview {
  readonly email: string;
  readonly tenant: string;
  readonly invited_by: string | null;
  readonly roles: readonly Role[];
  /** The address already has an account: no name or new password is needed, only the present one. */
  readonly known: boolean;
}

// -- The session ------------------------------------------------------------------------------

export type Role =
  | "platform_operator"
  | "administrator"
  | "supervisor"
  | "agent"
  | "campaign_author"
  | "auditor";

export interface SessionUser {
  readonly id: Id;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
  readonly color_scheme: ColorScheme;
  readonly platform_operator: boolean;
  readonly totp: boolean;
  readonly passkeys: number;
}

export interface SessionTenant {
  readonly id: Id;
  readonly slug: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly rights: readonly string[];
  readonly zone: string;
  readonly languages: readonly Language[];
  readonly status: "active" | "suspended";
  /** Set when the user is in this tenant by a support grant: when that ends. */
  readonly support_until: Instant | null;
}

export interface Session {
  readonly user: SessionUser;
  readonly tenants: readonly SessionTenant[];
  readonly session: { readonly id: Id; readonly created_at: Instant; readonly expires_at: Instant };
  readonly platform_rights: readonly string[];
}

// -- My account -------------------------------------------------------------------------------

export interface UserSession {
  readonly id: Id;
  readonly created_at: Instant;
  readonly last_seen_at: Instant;
  readonly expires_at: Instant;
  readonly user_agent: string | null;
  readonly address: string | null;
  readonly current: boolean;
}

export interface TotpStart {
  readonly secret: string;
  readonly uri: string;
  readonly qr_svg: string;
}

export interface RecoveryCodes {
  readonly recovery_codes: readonly string[];
}

export interface Passkey {
  readonly id: Id;
  readonly name: string;
  readonly created_at: Instant;
  readonly last_used_at: Instant | null;
}

// -- The tenant and its people ----------------------------------------------------------------

export interface Tenant {
  readonly id: Id;
  readonly version: number;
  readonly slug: string;
  readonly name: string;
  readonly zone: string;
  readonly territory: string;
  readonly currency: string;
  readonly languages: readonly Language[];
  readonly status: "active" | "suspended";
  readonly created_at: Instant;
}

export interface Member {
  readonly user_id: Id;
  readonly version: number;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly second_factor: boolean;
  readonly joined_at: Instant;
  readonly last_seen_at: Instant | null;
}

export interface Invitation {
  readonly id: Id;
  readonly version: number;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly invited_by: string | null;
  readonly created_at: Instant;
  readonly expires_at: Instant;
}

export interface RoleMatrix {
  readonly roles: readonly { readonly role: Role; readonly title: string; readonly rights: readonly string[] }[];
  readonly rights: readonly { readonly right: string; readonly title: string; readonly group: string }[];
}

export interface ApiKey {
  readonly id: Id;
  readonly version: number;
  readonly name: string;
  /** The start of the key, enough to recognise it. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly created_at: Instant;
  readonly created_by: string | null;
  readonly expires_at: Instant | null;
  readonly last_used_at: Instant | null;
}

export interface NewApiKey extends ApiKey {
  /** The whole key, told this once. */
  readonly secret: string;
}

export interface OidcProvider {
  readonly id: Id;
  readonly version: number;
  readonly title: string;
  readonly issuer: string;
  readonly client_id: string;
  readonly domains: readonly string[];
  readonly enabled: boolean;
  readonly redirect_uri: string;
}

export interface AuditEntry {
  readonly id: Id;
  readonly position: number | null;
  readonly at: Instant;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  readonly action: string;
  /** What happened, as a sentence in the reader's language. */
  readonly text: string;
  readonly target: string | null;
  readonly address: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly entries: number;
  readonly sealed_until: Instant | null;
  readonly broken_at: number | null;
}

export interface SupportGrant {
  readonly id: Id;
  readonly version: number;
  readonly state: "asked" | "granted" | "ended";
  readonly operator: string | null;
  readonly reason: string | null;
  readonly created_at: Instant;
  readonly until: Instant | null;
}

export interface EntryPoint {
  readonly id: Id;
  readonly version: number;
  readonly kind: string;
  readonly title: string;
  readonly language: Language;
  readonly site_key: string;
  readonly allowed_origins: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
  readonly tag: string;
  readonly created_at: Instant;
}

// -- Desk -------------------------------------------------------------------------------------

export type InteractionState = "new" | "waiting" | "offered" | "active" | "held" | "wrap_up" | "closed";

export interface Interaction {
  readonly id: Id;
  readonly version: number;
  readonly state: InteractionState;
  readonly medium: string;
  readonly entry_point: { readonly id: Id; readonly kind: string; readonly title: string };
  readonly contact: { readonly id: Id; readonly name: string | null; readonly code: string };
  readonly agent: { readonly id: Id; readonly name: string } | null;
  readonly language: Language;
  readonly page: { readonly url: string; readonly title: string } | null;
  readonly preview: { readonly from: "contact" | "agent"; readonly text: string; readonly at: Instant } | null;
  readonly unanswered: number;
  readonly messages: number;
  readonly created_at: Instant;
  readonly waiting_since: Instant | null;
  readonly taken_at: Instant | null;
  readonly closed_at: Instant | null;
  readonly last_message_at: Instant | null;
}

export type DeliveryState = "none" | "queued" | "sent" | "delivered" | "seen" | "failed";

export interface Message {
  readonly id: Id;
  readonly version: number;
  readonly interaction_id: Id;
  readonly seq: number;
  readonly kind: "text" | "notice";
  readonly from: { readonly kind: "contact" | "agent" | "system"; readonly id: Id | null; readonly name: string | null };
  readonly text: string | null;
  readonly notice: { readonly code: string; readonly params: Readonly<Record<string, string>> } | null;
  readonly client_id: string | null;
  readonly at: Instant;
  readonly delivery: {
    readonly state: DeliveryState;
    readonly at: Instant | null;
    readonly failure: { readonly code: string; readonly detail: string } | null;
  };
}

export interface Contact {
  readonly id: Id;
  readonly version: number;
  readonly name: string | null;
  readonly code: string;
  readonly language: Language | null;
  readonly created_at: Instant;
  readonly last_seen_at: Instant | null;
  readonly identities: readonly {
    readonly id: Id;
    readonly kind: "visitor" | "phone" | "email" | "external";
    readonly value: string;
    readonly label: string | null;
    readonly created_at: Instant;
  }[];
}
