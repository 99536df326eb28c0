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
  /** Somebody who always comes through their organisation has none. */
  readonly has_password: boolean;
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
  readonly territory: string;
  readonly currency: string;
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
  /** The browser and system in words, such as "Firefox, Linux". */
  readonly device: string | null;
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
  /** Kept by the person's account with a maker of devices, so on all their devices. */
  readonly synced: boolean;
  readonly created_at: Instant;
  readonly last_used_at: Instant | null;
  /** Set when its counter ran backwards: it may have been copied, and is refused. */
  readonly suspended_at: Instant | null;
}

/** Options for the browser, and the challenge they answer. */
export interface PasskeyChallenge<O> {
  readonly challenge_id: Id;
  readonly options: O;
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
  /** The user's id. */
  readonly id: Id;
  readonly version: number;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly second_factor: boolean;
  readonly joined_at: Instant;
}

export interface Invitation {
  readonly id: Id;
  readonly version: number;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly language: Language;
  readonly invited_by_name: string;
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
  /** The end of the key, enough to recognise it. */
  readonly hint: string;
  readonly rights: readonly string[];
  readonly created_by: { readonly id: Id; readonly name: string | null } | null;
  readonly created_at: Instant;
  readonly expires_at: Instant | null;
  readonly revoked_at: Instant | null;
  readonly last_used_at: Instant | null;
  /** Calls a minute before it is told to slow down. */
  readonly per_minute: number;
}

export interface NewApiKey {
  readonly key: ApiKey;
  /** The whole key, told this once. */
  readonly token: string;
}

export interface OidcProvider {
  readonly id: Id;
  readonly version: number;
  readonly title: string;
  readonly issuer: string;
  readonly client_id: string;
  readonly secret_set: boolean;
  readonly domains: readonly string[];
  /** The roles given to people who come the first time; `null`: only those invited may come. */
  readonly auto_provision: readonly Role[] | null;
  readonly enabled: boolean;
  readonly redirect_uri: string;
}

export interface OidcProbe {
  readonly ok: boolean;
  readonly detail: string;
}

export interface AuditEntry {
  readonly id: Id;
  readonly occurred_at: Instant;
  readonly actor: { readonly kind: ActorKind; readonly id: string | null; readonly name: string | null };
  readonly action: string;
  /** What happened, as a sentence in the reader's language. */
  readonly text: string;
  readonly target: string | null;
  /** `null` once erased for a person's sake. */
  readonly details: Readonly<Record<string, unknown>> | null;
  /** Its place in the sealed chain; `null` until the seal is set, some seconds later. */
  readonly number: number | null;
}

export type ActorKind = "user" | "key" | "visitor" | "system" | "support" | "till";

export interface AuditAction {
  readonly action: string;
  readonly text: string;
}

/** The newest seal: whoever keeps it can prove later that nothing was cut off. */
export interface AuditHead {
  readonly number: number;
  readonly seal: string;
}

export interface AuditReport {
  readonly intact: boolean;
  readonly checked: number;
  readonly erased: number;
  readonly waiting: number;
  readonly head: AuditHead | null;
  readonly fault: {
    readonly number: number | null;
    readonly reason: string;
    readonly text: string;
    readonly entry_id: Id | null;
  } | null;
}

export interface SupportGrant {
  readonly id: Id;
  readonly state: "asked" | "active" | "ended" | "refused" | "withdrawn" | "lapsed";
  readonly reason: string;
  readonly minutes: number;
  readonly operator: { readonly user_id: Id; readonly name: string };
  readonly asked_at: Instant;
  readonly granted_at: Instant | null;
  readonly until: Instant | null;
  readonly ended_at: Instant | null;
  readonly decided_by: { readonly user_id: Id; readonly name: string } | null;
  readonly entered_at: Instant | null;
}

export interface EntryPoint {
  readonly id: Id;
  readonly version: number;
  readonly kind: string;
  readonly title: string;
  readonly language: string;
  readonly site_key: string;
  readonly allowed_origins: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
  readonly tag: string;
  readonly created_at: Instant;
}

// -- Desk -------------------------------------------------------------------------------------

export type InteractionState = "new" | "waiting" | "offered" | "active" | "held" | "snoozed" | "wrap_up" | "closed";

export interface Interaction {
  readonly id: Id;
  readonly version: number;
  readonly state: InteractionState;
  readonly medium: string;
  readonly entry_point: { readonly id: Id; readonly kind: string; readonly title: string };
  readonly contact: { readonly id: Id; readonly name: string | null; readonly code: string };
  readonly agent: { readonly id: Id; readonly name: string } | null;
  readonly language: string;
  readonly page: { readonly url: string; readonly title: string | null } | null;
  readonly preview: { readonly from: "contact" | "agent"; readonly text: string; readonly at: Instant } | null;
  readonly unanswered: number;
  readonly messages: number;
  readonly created_at: Instant;
  readonly waiting_since: Instant | null;
  readonly taken_at: Instant | null;
  readonly closed_at: Instant | null;
  readonly last_message_at: Instant | null;
  /** A key of the entry point's subjects, or words of an agent. */
  readonly subject: string | null;
  /** What the company calls the chosen subject. */
  readonly subject_name: string | null;
  readonly tags: readonly string[];
  readonly queue: { readonly id: Id; readonly name: string } | null;
  readonly needs: { readonly required: readonly Need[]; readonly preferred: readonly Need[]; readonly forbidden: readonly Need[] };
  readonly priority: number;
  readonly offer: { readonly agent: { readonly id: Id; readonly name: string }; readonly at: Instant; readonly until: Instant } | null;
  readonly preferred: { readonly agent_id: Id; readonly until: Instant | null } | null;
  readonly queued_at: Instant | null;
  readonly due_at: Instant | null;
  readonly why: { readonly code: string; readonly params: Readonly<Record<string, string>> } | null;
  readonly snoozed_until: Instant | null;
  readonly held_at: Instant | null;
  readonly wrap_up_until: Instant | null;
  readonly disposition: { readonly id: Id; readonly name: string } | null;
  readonly merged_into: Id | null;
  readonly consulted: readonly { readonly id: Id; readonly name: string; readonly joined: boolean }[];
  readonly rating: { readonly stars: number; readonly comment: string | null } | null;
}

export interface Need {
  readonly skill_id: Id;
  readonly level: number;
  readonly name: string;
}

/** What a request brought along; its id is the interaction's. */
export interface InteractionContext {
  readonly id: Id;
  readonly version: number;
  readonly site: string | null;
  readonly referrer: string | null;
  readonly pages: readonly { readonly url: string; readonly title: string | null; readonly at: Instant }[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly device: {
    readonly kind: string | null;
    readonly system: string | null;
    readonly browser: string | null;
    readonly screen: string | null;
  } | null;
  readonly location: { readonly latitude: number; readonly longitude: number; readonly accuracy: number | null } | null;
  readonly zone: string | null;
  readonly form: Readonly<Record<string, string>>;
  readonly invitation: string | null;
  /** `beside`: what came along with what is vouched for, and is not vouched for. */
  readonly claims: (SaidOfSomebody & { readonly verified: boolean; readonly beside?: SaidOfSomebody | null }) | null;
  /** The campaign that made them write; absent in what was stored before there were any. */
  readonly answers?: AnsweredCampaign | null;
}

/** Something the company sent to many, as one person got it. */
export interface AnsweredCampaign {
  readonly campaign_id: Id;
  readonly name: string;
  readonly text: string;
  readonly sent_at: Instant;
  readonly offer_ends_at: Instant | null;
  readonly clicks: number;
}

/** Who somebody is said to be. */
export interface SaidOfSomebody {
  readonly external_id: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly name: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export type DeliveryState = "none" | "queued" | "sent" | "delivered" | "seen" | "failed";

export interface Message {
  readonly id: Id;
  readonly version: number;
  readonly interaction_id: Id;
  readonly seq: number;
  readonly kind: "text" | "notice" | "note" | "file";
  readonly from: { readonly kind: "contact" | "agent" | "system"; readonly id: Id | null; readonly name: string | null };
  readonly text: string | null;
  readonly notice: { readonly code: string; readonly params: Readonly<Record<string, string>> } | null;
  readonly client_id: string | null;
  readonly at: Instant;
  readonly delivery: {
    readonly state: DeliveryState;
    readonly at: Instant | null;
    readonly failure: { readonly code: string; readonly detail: string | null } | null;
    /** In how many parts it left, where the medium cuts long words. */
    readonly parts?: number | null;
  };
  /** Between agents: the person does not see it. */
  readonly internal: boolean;
  readonly mentions: readonly { readonly id: Id; readonly name: string }[];
  readonly files: readonly { readonly id: Id; readonly name: string; readonly type: string; readonly size: number }[];
  readonly quick: readonly { readonly value: string; readonly label: string }[];
}

/** A note that calls an agent: an item of the topic `desk.inbox` until it is read. */
export interface Mention {
  readonly id: Id;
  readonly version: number;
  /** Who is called. */
  readonly agent_id: Id;
  readonly by: { readonly id: Id; readonly name: string };
  readonly interaction_id: Id;
  readonly message_id: Id;
  readonly excerpt: string;
  readonly at: Instant;
  readonly read_at: Instant | null;
}

/** A signal of the topic `desk.conversation`: an agent looks at it; lapses after ten seconds. */
export interface LookingSignal {
  readonly kind: "looking";
  readonly agent: { readonly id: Id; readonly name: string };
  readonly doing: "reading" | "writing" | "gone";
}

/** What the signed-in agent began to write; empty when there is nothing. */
export interface Draft {
  readonly text: string;
  readonly note: boolean;
  readonly saved_at: Instant | null;
  readonly files: Message["files"];
}

export interface CannedReply {
  readonly id: Id;
  readonly version: number;
  readonly title: string;
  /** May hold variables such as `{contact.name}`; see `POST /canned-replies/{id}/use`. */
  readonly text: string;
  readonly shortcut: string | null;
  readonly scope: "tenant" | "queue" | "own";
  readonly queue_id: Id | null;
  readonly owner_id: Id;
  readonly used: number;
  readonly created_at: Instant;
}

export interface FilledReply {
  readonly text: string;
  /** Variables nothing is known for; left out of the text. */
  readonly missing: readonly string[];
}

export interface Contact {
  readonly id: Id;
  readonly version: number;
  readonly name: string | null;
  readonly code: string;
  readonly language: string | null;
  readonly created_at: Instant;
  readonly last_seen_at: Instant | null;
  readonly identities: readonly {
    readonly id: Id;
    readonly kind: "visitor" | "phone" | "email" | "external";
    readonly value: string;
    readonly created_at: Instant;
  }[];
}
