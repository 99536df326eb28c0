import { API_BASE, call, Refused, Unreachable, type PageOf, type Problem } from "@guichet/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

type Instant = string;

export type ImportKind = "contacts" | "events";
export type ImportState = "uploading" | "reading" | "ready" | "running" | "stopped" | "done" | "undoing" | "undone" | "failed";
export type OnMatch = "skip" | "fill" | "overwrite";
export type RowState = "new" | "changed" | "same" | "duplicate" | "refused";

export interface ImportColumn {
  readonly name: string;
  readonly samples: readonly string[];
  readonly meaning: string;
  readonly certain: boolean;
}
export interface RowReason {
  readonly column: number;
  readonly code: string;
  readonly text: string;
}
export interface ImportedRow {
  readonly n: number;
  readonly state: RowState;
  readonly contact_id: string | null;
  readonly reasons: readonly RowReason[];
  readonly cells: readonly string[] | null;
}
export interface PreviewRow extends ImportedRow {
  readonly becomes: readonly string[];
}
export interface Agreed {
  readonly purpose: "marketing" | "reminders" | "surveys" | "profiling" | "recording";
  readonly medium: "sms" | "mail" | "call" | "chat" | "any";
  readonly source: string;
  readonly date: string | null;
}
export interface Mapping {
  readonly columns: readonly string[];
  readonly territory: string;
  readonly on_match: OnMatch;
  readonly consent: Agreed | null;
  readonly list_id: string | null;
  readonly list_name: string | null;
  readonly tags: readonly string[];
  readonly event_type: string | null;
}
export interface Counts {
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly kept_refusals: number;
  readonly kept: number;
}
export interface ContactImport {
  readonly id: string;
  readonly version: number;
  readonly kind: ImportKind;
  readonly file_name: string;
  readonly size: number;
  readonly received: number;
  readonly state: ImportState;
  readonly rows: number | null;
  readonly done: number;
  readonly undone: number;
  readonly counts: Counts;
  readonly problem: string | null;
  readonly problem_text: string | null;
  readonly by: { readonly id: string | null; readonly name: string | null };
  readonly created_at: Instant;
  readonly changed_at: Instant;
  readonly started_at: Instant | null;
  readonly finished_at: Instant | null;
  readonly header: boolean;
  readonly titles: number;
  readonly sheet: string | null;
  readonly columns: readonly ImportColumn[];
  readonly preview: readonly PreviewRow[];
  readonly mapping: Mapping;
}

const GOES_ON: ReadonlySet<ImportState> = new Set(["reading", "running", "undoing"]);
export const goesOn = (state: ImportState): boolean => GOES_ON.has(state);

export const importsKey = (tenant: string) => ["tenant", tenant, "imports"] as const;

export const importsQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: importsKey(tenant),
    queryFn: ({ pageParam }) => call<PageOf<ContactImport>>("GET", "/imports", { tenant, query: { cursor: pageParam, limit: 30 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const importQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "import", id],
    queryFn: () => call<ContactImport>("GET", `/imports/${id}`, { tenant }),
  });

/** What is pushed of an import: all but its columns, its preview and the words of a problem. */
export type ImportNews = Omit<ContactImport, "problem_text" | "header" | "titles" | "sheet" | "columns" | "preview" | "mapping">;

/** The import as it is known, or as it was pushed, whichever is newer. */
export const renewed = (held: ContactImport, news: ImportNews): ContactImport => (held.version < news.version ? { ...held, ...news } : held);

export const rowsQuery = (tenant: string, id: string, state: RowState) =>
  infiniteQueryOptions({
    queryKey: ["tenant", tenant, "import-rows", id, state],
    queryFn: ({ pageParam }) => call<PageOf<ImportedRow>>("GET", `/imports/${id}/rows`, { tenant, query: { state, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const createImport = (tenant: string, body: Readonly<{ kind: ImportKind; file_name: string; size: number }>, idempotencyKey: string) =>
  call<ContactImport>("POST", "/imports", { tenant, body, idempotencyKey });
export const createPasted = (tenant: string, body: Readonly<{ kind: ImportKind; text: string }>, idempotencyKey: string) =>
  call<ContactImport>("POST", "/imports/pasted", { tenant, body, idempotencyKey });
export const mapImport = (tenant: string, id: string, body: Partial<Mapping>) => call<ContactImport>("PATCH", `/imports/${id}`, { tenant, body });
export const startImport = (tenant: string, id: string) => call<ContactImport>("POST", `/imports/${id}/start`, { tenant, idempotencyKey: crypto.randomUUID() });
export const stopImport = (tenant: string, id: string) => call<ContactImport>("POST", `/imports/${id}/stop`, { tenant, idempotencyKey: crypto.randomUUID() });
export const undoImport = (tenant: string, id: string) => call<ContactImport>("POST", `/imports/${id}/undo`, { tenant, idempotencyKey: crypto.randomUUID() });

/** As much as the server takes at once, in bytes. */
const PART = 4 * 1024 * 1024;

async function sendPart(tenant: string, id: string, offset: number, part: Blob, signal: AbortSignal): Promise<ContactImport> {
  const headers = { Accept: "application/json, application/problem+json", "Accept-Language": document.documentElement.lang, "Content-Type": "application/octet-stream", "Guichet-Tenant": tenant };
  let answer: Response;
  try {
    answer = await fetch(`${API_BASE}/imports/${id}/bytes?offset=${offset}`, { method: "PUT", headers, credentials: "same-origin", signal, body: part });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Unreachable(error);
  }
  const problem = answer.headers.get("Content-Type")?.includes("application/problem+json") ?? false;
  if (problem && answer.status < 500) throw new Refused((await answer.json()) as Problem, null);
  // A server that restarts, or something between us and it: tried again as if nothing had come.
  if (!answer.ok) throw new Unreachable(new Error(`answered ${answer.status}`));
  return (await answer.json()) as ContactImport;
}

/** How long a broken connection is waited for before it is tried again, in milliseconds. */
const WAITS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Sends what is still to be sent of a file, part by part; after a cut it goes on from where the
 * server is.
 *
 * @throws {Refused} the server said no.
 * @throws {Unreachable} no connection for half a minute.
 */
export async function sendFile(tenant: string, one: ContactImport, file: File, told: (now: ContactImport) => void, signal: AbortSignal): Promise<ContactImport> {
  let held = one;
  let failures = 0;
  while (held.state === "uploading" && held.received < file.size) {
    try {
      held = await sendPart(tenant, held.id, held.received, file.slice(held.received, held.received + PART), signal);
      failures = 0;
      told(held);
    } catch (error) {
      const wait = WAITS[failures];
      if (!(error instanceof Unreachable) || wait === undefined) throw error;
      failures += 1;
      await rested(wait, signal);
      held = await call<ContactImport>("GET", `/imports/${held.id}`, { tenant, signal }).catch(() => held);
    }
  }
  return held;
}

function rested(time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error("given up"));
    });
  });
}

export const EXPORTS = [
  { id: "contacts_xlsx", what: "contacts", format: "xlsx" },
  { id: "contacts_csv", what: "contacts", format: "csv" },
  { id: "consents_csv", what: "consents", format: "csv" },
  { id: "events_csv", what: "events", format: "csv" },
] as const;

/** More refused rows than a person will mend. */
const MOST_REFUSED = 20_000;

/** The rows that were refused, as they stood in the file, with why: mended, it can be sent again. */
export async function downloadRefused(tenant: string, one: ContactImport): Promise<void> {
  const lines = [[...one.columns.map((column) => column.name), "!"]];
  let cursor: string | null = null;
  do {
    const page: PageOf<ImportedRow> = await call("GET", `/imports/${one.id}/rows`, { tenant, query: { state: "refused", cursor, limit: 200 } });
    lines.push(...page.items.map((row) => [...one.columns.map((_, place) => row.cells?.[place] ?? ""), row.reasons.map((reason) => reason.text).join(" ")]));
    cursor = page.next_cursor;
  } while (cursor && lines.length < MOST_REFUSED);
  keep(new Blob(["\uFEFF", asCsv(lines)], { type: "text/csv" }), `${nameOf(one)}-refused.csv`);
}

/** Cells as spreadsheets read them; one that begins as a formula would is text. */
export function asCsv(lines: readonly (readonly string[])[]): string {
  const cell = (text: string): string => `"${(/^[=+\-@\t]/.test(text) && !/^\+?[\d .()-]+$/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return lines.map((line) => line.map(cell).join(";")).join("\r\n") + "\r\n";
}

const nameOf = (one: ContactImport): string => one.file_name.replace(/\.[^.]*$/, "") || "import";

/** Every row with what became of it. */
export const downloadRows = (tenant: string, one: ContactImport): Promise<void> => download(tenant, `/imports/${one.id}/rows.csv`, `${nameOf(one)}-rows.csv`);

export const downloadExport = (tenant: string, { what, format }: (typeof EXPORTS)[number]): Promise<void> =>
  download(tenant, `/exports/${what}?format=${format}`, `${what}.${format}`);

async function download(tenant: string, path: string, name: string): Promise<void> {
  const headers = { "Guichet-Tenant": tenant, "Accept-Language": document.documentElement.lang };
  const answer = await fetch(`${API_BASE}${path}`, { headers, credentials: "same-origin" }).catch((error: unknown) => {
    throw new Unreachable(error);
  });
  if (!answer.ok) throw new Refused((await answer.json()) as Problem, null);
  keep(await answer.blob(), name);
}

/** A file kept under a name. */
function keep(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
