/** Contacts and what stands around them: the shapes the screens expect, checked in `contacts.check.ts`. */

type Id = string;
type Instant = string;

export type IdentityKind = "visitor" | "phone" | "email" | "external";
export type AttributeValue = string | number | boolean;

export interface DoneBy {
  readonly kind: string;
  readonly id: Id | null;
  readonly name: string | null;
}

export interface ContactSummary {
  readonly id: Id;
  readonly version: number;
  readonly name: string | null;
  readonly code: string;
  readonly language: string | null;
  readonly company: { readonly id: Id; readonly name: string } | null;
  readonly company_id: Id | null;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly tags: readonly string[];
  readonly created_at: Instant;
  readonly last_seen_at: Instant;
  readonly merged_into: Id | null;
  readonly erased: boolean;
}

export interface ContactIdentity {
  readonly id: Id;
  readonly kind: IdentityKind;
  readonly value: string;
  readonly source: "channel" | "claim" | "agent" | "import";
  readonly created_at: Instant;
  readonly verified: { readonly at: Instant; readonly by: DoneBy } | null;
}

export type ConsentPurpose = "marketing" | "reminders" | "surveys" | "profiling" | "recording";
export type ConsentMedium = "sms" | "mail" | "call" | "chat" | "any";
export type ConsentSource = "agent" | "form" | "reply" | "import" | "api" | "paper";

export interface Consent {
  readonly id: Id;
  readonly purpose: ConsentPurpose;
  readonly medium: ConsentMedium;
  readonly decision: "granted" | "withdrawn";
  readonly source: ConsentSource;
  readonly proof: string | null;
  readonly at: Instant;
  readonly recorded_at: Instant;
  readonly by: DoneBy;
}

/** Something that happened to a contact, told by the company's own systems. */
export interface ContactEvent {
  readonly id: string;
  readonly contact_id: string;
  readonly type: string;
  readonly at: string;
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  readonly received_at: string;
}

export interface ContactMerge {
  readonly id: Id;
  readonly loser: { readonly id: Id; readonly name: string | null; readonly code: string };
  readonly survivor_id: Id;
  readonly reason: string;
  readonly at: Instant;
  readonly by: DoneBy;
  readonly undone_at: Instant | null;
}

export interface ContactCard extends ContactSummary {
  readonly identities: readonly ContactIdentity[];
  /** Said of the person by nobody we trust. */
  readonly claims: readonly { readonly kind: IdentityKind; readonly value: string }[];
  readonly consents: readonly Consent[];
  readonly merges: readonly ContactMerge[];
  /** Every id that leads to this card. */
  readonly people: readonly Id[];
}

export type AttributeType = "text" | "number" | "date" | "boolean" | "choice" | "money";

export interface InBothLanguages {
  readonly fr: string;
  readonly en: string;
}

export interface AttributeDefinition {
  readonly id: Id;
  readonly version: number;
  readonly key: string;
  readonly label: InBothLanguages;
  readonly type: AttributeType;
  readonly choices: readonly { readonly key: string; readonly label: InBothLanguages }[];
  readonly meaning: "birth_date" | "sex" | "postcode" | "commune" | "longitude" | "latitude" | null;
  readonly place: number;
}

export interface Company {
  readonly id: Id;
  readonly version: number;
  readonly name: string;
  readonly domain: string | null;
  readonly phone: string | null;
  readonly about: string | null;
  readonly created_at: Instant;
}

export interface ContactNote {
  readonly id: Id;
  readonly version: number;
  readonly contact_id: Id;
  readonly text: string;
  readonly by: DoneBy;
  readonly at: Instant;
  readonly edited_at: Instant | null;
}

export interface NoteEdition {
  readonly version: number;
  readonly text: string;
  readonly replaced_at: Instant;
  readonly replaced_by: DoneBy;
}

export type DuplicateReason = "claim" | "similar_email" | "name_and_birth";

export interface Duplicate {
  readonly id: Id;
  readonly version: number;
  readonly reason: DuplicateReason;
  readonly found_at: Instant;
  readonly contact: ContactSummary;
}

export interface DuplicatePair {
  readonly id: Id;
  readonly reason: DuplicateReason;
  readonly found_at: Instant;
  readonly contacts: readonly ContactSummary[];
}

export interface TimelineEntry {
  readonly id: Id;
  readonly kind: string;
  readonly at: Instant;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface Handoff {
  readonly version: number;
  readonly title: string;
  readonly template: string;
  readonly changed_at: Instant;
  readonly secret: string | null;
}

export interface HandoffLink {
  readonly title: string;
  readonly url: string;
  readonly expires_at: Instant;
}
