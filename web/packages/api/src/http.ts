import { Refused, Unreachable, type Problem } from "./problem.ts";

export interface CallOptions {
  /** The tenant the call is about; sent as `Guichet-Tenant`. */
  readonly tenant?: string;
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly body?: unknown;
  /** Makes a repeat of a creating or sending POST harmless. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal | null;
  /** Lets the call outlive the page that made it. */
  readonly keepalive?: boolean;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export const API_BASE = "/api/v1";

/** How long an answer is waited for before the call counts as unreachable, in milliseconds. */
const ANSWER_LIMIT = 20_000;

/**
 * One call to the API. Resolves with the decoded body (`undefined` for 204).
 *
 * @throws {Refused} the server said no; its problem document is kept whole.
 * @throws {Unreachable} no answer within the limit.
 */
export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const answer = await send(method, path, options);
  if (!answer.ok) throw await refusalOf(answer);
  if (answer.status === 204) return undefined as T;
  return (await answer.json()) as T;
}

async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT);
  try {
    return await fetch(addressOf(path, options.query), {
      method,
      headers: headersOf(options),
      credentials: "same-origin",
      signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
      ...(options.keepalive ? { keepalive: true } : {}),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Unreachable(error);
  }
}

function addressOf(path: string, query: CallOptions["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `${API_BASE}${path}${text ? `?${text}` : ""}`;
}

function headersOf(options: CallOptions): Headers {
  const headers = new Headers({ Accept: "application/json, application/problem+json" });
  if (typeof document !== "undefined") headers.set("Accept-Language", document.documentElement.lang || "en");
  if (options.body !== undefined) headers.set("Content-Type", "application/json");
  if (options.tenant) headers.set("Guichet-Tenant", options.tenant);
  if (options.idempotencyKey) headers.set("Idempotency-Key", options.idempotencyKey);
  return headers;
}

export interface UploadOptions {
  readonly tenant: string;
  readonly signal: AbortSignal;
  /** Told of how much has gone, 0 to 1. */
  readonly progress: (share: number) => void;
}

/**
 * Sends a file's content as a body of its own, and tells how it goes.
 *
 * @throws {Refused} the server said no.
 * @throws {Unreachable} the connection broke, or the upload was given up by `signal`.
 */
export function upload<T>(path: string, file: File, { tenant, signal, progress }: UploadOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", addressOf(path, { name: file.name }));
    headersOf({ tenant }).forEach((value, name) => request.setRequestHeader(name, value));
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () => {
      const answer = new Response(request.responseText, {
        status: request.status,
        headers: { "Content-Type": request.getResponseHeader("Content-Type") ?? "" },
      });
      if (answer.ok) answer.json().then((body) => resolve(body as T), reject);
      else refusalOf(answer).then(reject, reject);
    };
    request.onerror = () => reject(new Unreachable(new Error("upload broke off")));
    request.onabort = () => reject(new Unreachable(signal.reason));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

/**
 * A file of the API, whole.
 *
 * @throws {Refused} the server said no.
 * @throws {Unreachable} the connection broke.
 */
export async function fetchFile(path: string, { tenant, query }: Pick<CallOptions, "tenant" | "query">): Promise<Blob> {
  try {
    const answer = await fetch(addressOf(path, query), { headers: headersOf(tenant ? { tenant } : {}), credentials: "same-origin" });
    if (!answer.ok) throw await refusalOf(answer);
    return await answer.blob();
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Unreachable(error);
  }
}

/**
 * Sends a piece of a file as it is.
 *
 * @throws {Refused} the server said no.
 * @throws {Unreachable} the connection broke.
 */
export async function putBytes<T>(path: string, bytes: Blob, { tenant, signal }: Omit<UploadOptions, "progress">): Promise<T> {
  const headers = headersOf({ tenant });
  headers.set("Content-Type", "application/octet-stream");
  let answer: Response;
  try {
    answer = await fetch(addressOf(path, {}), { method: "PUT", headers, credentials: "same-origin", signal, body: bytes });
  } catch (error) {
    throw new Unreachable(error);
  }
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.json()) as T;
}

async function refusalOf(answer: Response): Promise<Refused> {
  const retryAfter = Number(answer.headers.get("Retry-After"));
  return new Refused(await problemOf(answer), Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null);
}

async function problemOf(answer: Response): Promise<Problem> {
  const isProblem = answer.headers.get("Content-Type")?.includes("application/problem+json") ?? false;
  if (isProblem) return (await answer.json()) as Problem;
  return { type: "about:blank", title: answer.statusText, status: answer.status, code: `http_${answer.status}` };
}
