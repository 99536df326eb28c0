import {
  call,
  Refused,
  type AttributeDefinition,
  type AttributeType,
  type AttributeValue,
  type CallOptions,
  type Company,
  type Consent,
  type ConsentMedium,
  type ConsentPurpose,
  type ConsentSource,
  type ContactCard,
  type ContactNote,
  type ContactSummary,
  type Duplicate,
  type DuplicatePair,
  type Handoff,
  type HandoffLink,
  type IdentityKind,
  type InBothLanguages,
  type NoteEdition,
  type PageOf,
  type TimelineEntry,
} from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

const SELDOM = 300_000;

export interface ContactFilter {
  readonly search?: string;
  readonly tag?: string;
  readonly company_id?: string;
}

export const peopleQuery = (tenant: string, filter: ContactFilter) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "contacts", filter],
    queryFn: ({ pageParam, signal }) =>
      call<PageOf<ContactSummary>>("GET", "/contacts", { tenant, signal, query: { ...filter, cursor: pageParam, limit: 100 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const cardQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "contact", id],
    queryFn: () => call<ContactCard>("GET", `/contacts/${id}`, { tenant }),
  });

export const timelineQuery = (tenant: string, id: string, kinds: readonly string[]) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "timeline", id, kinds],
    queryFn: ({ pageParam }) => {
      const asked = new URLSearchParams([["limit", "50"], ...kinds.map((kind) => ["kind", kind])]);
      if (pageParam) asked.set("cursor", pageParam);
      return call<PageOf<TimelineEntry>>("GET", `/contacts/${id}/timeline?${asked.toString()}`, { tenant });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const duplicatesQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "duplicates", id],
    queryFn: async () => (await call<PageOf<Duplicate>>("GET", `/contacts/${id}/duplicates`, { tenant })).items,
  });

export const pairsQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "duplicate-pairs"],
    queryFn: ({ pageParam }) =>
      call<PageOf<DuplicatePair>>("GET", "/contact-duplicates", { tenant, query: { cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const attributesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "contact-attributes"],
    queryFn: async () => (await call<PageOf<AttributeDefinition>>("GET", "/contact-attributes", { tenant })).items,
    staleTime: SELDOM,
  });

export const tagsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "contact-tags"],
    queryFn: async () => (await call<PageOf<{ readonly name: string }>>("GET", "/contact-tags", { tenant })).items.map((tag) => tag.name),
    staleTime: SELDOM,
  });

export const companiesQuery = (tenant: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "companies", search],
    queryFn: ({ pageParam }) =>
      call<PageOf<Company>>("GET", "/companies", { tenant, query: { search, cursor: pageParam, limit: 100 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const companyQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "company", id],
    queryFn: () => call<Company>("GET", `/companies/${id}`, { tenant }),
  });

export const handoffQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "contact-handoff"],
    queryFn: () => call<Handoff>("GET", "/contact-handoff", { tenant }).catch(noneYet),
    staleTime: SELDOM,
  });

/** Not set up is an answer, not trouble. */
function noneYet(error: unknown): null {
  if (error instanceof Refused && error.status === 404) return null;
  throw error;
}

export interface ContactForm {
  readonly name?: string | null;
  readonly language?: string | null;
  readonly company_id?: string | null;
  readonly attributes?: Readonly<Record<string, AttributeValue | null>>;
  readonly tags?: readonly string[];
}
type Given = Readonly<{ kind: IdentityKind; value: string }>;

export const createContact = (tenant: string, body: ContactForm & { readonly identities: readonly Given[] }, idempotencyKey: string) =>
  call<ContactCard>("POST", "/contacts", { tenant, body, idempotencyKey });
export const changeContact = (tenant: string, id: string, body: ContactForm) =>
  call<ContactCard>("PATCH", `/contacts/${id}`, { tenant, body });
export const eraseContact = (tenant: string, id: string, options: CallOptions): Promise<void> =>
  call("DELETE", `/contacts/${id}`, { ...options, tenant });
export const addIdentity = (tenant: string, id: string, body: Given) =>
  call<ContactCard>("POST", `/contacts/${id}/identities`, { tenant, body });
export const verifyIdentity = (tenant: string, id: string, identity: string) =>
  call<ContactCard>("POST", `/contacts/${id}/identities/${identity}/verify`, { tenant });
export const removeIdentity = async (tenant: string, id: string, identity: string, options: CallOptions): Promise<void> => {
  await call("DELETE", `/contacts/${id}/identities/${identity}`, { ...options, tenant });
};

export interface ConsentForm {
  readonly identity_id: string;
  readonly purpose: ConsentPurpose;
  readonly medium: ConsentMedium;
  readonly decision: "granted" | "withdrawn";
  readonly source: ConsentSource;
  readonly proof: string | null;
}
export const recordConsent = (tenant: string, id: string, body: ConsentForm, idempotencyKey: string) =>
  call<Consent>("POST", `/contacts/${id}/consents`, { tenant, body, idempotencyKey });

export const writeNote = (tenant: string, id: string, text: string, idempotencyKey: string) =>
  call<ContactNote>("POST", `/contacts/${id}/notes`, { tenant, body: { text }, idempotencyKey });
export const editNote = (tenant: string, id: string, note: string, text: string) =>
  call<ContactNote>("PUT", `/contacts/${id}/notes/${note}`, { tenant, body: { text } });
export const removeNote = (tenant: string, id: string, note: string, options: CallOptions): Promise<void> =>
  call("DELETE", `/contacts/${id}/notes/${note}`, { ...options, tenant });
export const editionsQuery = (tenant: string, note: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "note-editions", note],
    queryFn: async () => (await call<PageOf<NoteEdition>>("GET", `/contact-notes/${note}/editions`, { tenant })).items,
  });

export const mergeContacts = (tenant: string, id: string, other: string, reason: string, take: readonly string[]) =>
  call<ContactCard>("POST", `/contacts/${id}/merge`, { tenant, body: { other_id: other, reason, take } });
export const undoMerge = (tenant: string, merge: string) =>
  call<ContactCard>("POST", `/contact-merges/${merge}/undo`, { tenant });
export const dismissDuplicate = (tenant: string, id: string, other: string, options: CallOptions = {}): Promise<void> =>
  call("POST", `/contacts/${id}/duplicates/${other}/dismiss`, { ...options, tenant });

export type CompanyForm = Readonly<{ name: string; domain: string | null; phone: string | null; about: string | null }>;
export const createCompany = (tenant: string, body: CompanyForm, idempotencyKey: string) =>
  call<Company>("POST", "/companies", { tenant, body, idempotencyKey });
export const changeCompany = (tenant: string, id: string, body: CompanyForm) =>
  call<Company>("PUT", `/companies/${id}`, { tenant, body });
export const removeCompany = (tenant: string, id: string, options: CallOptions): Promise<void> =>
  call("DELETE", `/companies/${id}`, { ...options, tenant });

export interface AttributeForm {
  readonly key: string;
  readonly label: InBothLanguages;
  readonly type: AttributeType;
  readonly choices: readonly { readonly key: string; readonly label: InBothLanguages }[];
  readonly meaning: "birth_date" | "sex" | "postcode" | "commune" | "longitude" | "latitude" | null;
  readonly place: number;
}
export const defineAttribute = (tenant: string, body: AttributeForm, idempotencyKey: string) =>
  call<AttributeDefinition>("POST", "/contact-attributes", { tenant, body, idempotencyKey });
export const changeAttribute = (tenant: string, id: string, body: Partial<Pick<AttributeForm, "label" | "choices" | "place">>) =>
  call<AttributeDefinition>("PATCH", `/contact-attributes/${id}`, { tenant, body });
export const removeAttribute = (tenant: string, id: string, options: CallOptions): Promise<void> =>
  call("DELETE", `/contact-attributes/${id}`, { ...options, tenant });

export const setHandoff = (tenant: string, body: Readonly<{ title: string; template: string; renew_secret: boolean }>) =>
  call<Handoff>("PUT", "/contact-handoff", { tenant, body });
export const removeHandoff = (tenant: string, options: CallOptions): Promise<void> =>
  call("DELETE", "/contact-handoff", { ...options, tenant });
export const handoffLink = (tenant: string, id: string) => call<HandoffLink>("GET", `/contacts/${id}/handoff`, { tenant });
