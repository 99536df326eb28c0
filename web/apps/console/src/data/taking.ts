import { call, putBytes } from "@guichet/api";

/**
 * A list of people taken in on the way, while a text is written to them: the same import as the
 * screens of contacts have, with what is recognised taken as it is.
 */
export interface TakenIn {
  readonly id: string;
  readonly state: "uploading" | "reading" | "ready" | "running" | "stopped" | "done" | "undoing" | "undone" | "failed";
  readonly rows: number | null;
  readonly done: number;
  readonly received: number;
  readonly counts: { readonly new: number; readonly changed: number; readonly same: number; readonly duplicates: number; readonly refused: number };
  readonly problem_text: string | null;
  readonly columns: readonly { readonly name: string; readonly meaning: string; readonly certain: boolean }[];
  readonly mapping: { readonly list_id: string | null };
}

export interface Agreement {
  readonly source: string;
  readonly date: string;
}

/** The bytes of one request. */
const PIECE = 4 * 1024 * 1024;
/** Between two looks at how far it is, in milliseconds. */
const EVERY = 300;

export const pasteIn = (tenant: string, text: string, idempotencyKey: string) =>
  call<TakenIn>("POST", "/imports/pasted", { tenant, body: { kind: "contacts", text }, idempotencyKey });

/** Sends a file piece by piece. */
export async function sendIn(tenant: string, file: File, idempotencyKey: string, signal: AbortSignal): Promise<TakenIn> {
  let taken = await call<TakenIn>("POST", "/imports", { tenant, body: { kind: "contacts", file_name: file.name, size: file.size }, idempotencyKey });
  for (let offset = 0; offset < file.size; offset += PIECE) {
    taken = await putBytes<TakenIn>(`/imports/${taken.id}/bytes?offset=${String(offset)}`, file.slice(offset, offset + PIECE), { tenant, signal });
  }
  return taken;
}

export const mapTaken = (tenant: string, id: string, listName: string, agreed: Agreement | null) =>
  call<TakenIn>("PATCH", `/imports/${id}`, {
    tenant,
    body: { on_match: "fill", list_name: listName, consent: agreed ? { purpose: "marketing", medium: "any", ...agreed } : null },
  });
export const startTaken = (tenant: string, id: string) => call<TakenIn>("POST", `/imports/${id}/start`, { tenant });
export const undoTaken = (tenant: string, id: string) => call<TakenIn>("POST", `/imports/${id}/undo`, { tenant });

/** Waits until it is in one of these states, telling how far it is. */
export async function untilTaken(tenant: string, id: string, states: readonly TakenIn["state"][], told: (one: TakenIn) => void, signal: AbortSignal): Promise<TakenIn> {
  for (;;) {
    const one = await call<TakenIn>("GET", `/imports/${id}`, { tenant, signal });
    told(one);
    if (states.includes(one.state)) return one;
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}
