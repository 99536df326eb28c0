import createClient, { type Client, type Middleware } from "openapi-fetch";
import { Refused, Unreachable, type Problem } from "./problem.ts";
import type { paths } from "./schema.ts";

/** Every operation of the API with its types, from the server's own document. */
export type ApiClient = Client<paths>;

/**
 * A typed client: `await client.GET("/api/v1/contacts/{contact_id}", { params: { path: {...} } })`.
 *
 * @param tenant the tenant it speaks to; sent as `Guichet-Tenant`
 * @throws {Refused} from every call the server said no to
 * @throws {Unreachable} when no answer came
 */
export function apiClient(tenant?: string): ApiClient {
  const client = createClient<paths>({ baseUrl: "", credentials: "same-origin" });
  client.use(refusing, ...(tenant === undefined ? [] : [speakingTo(tenant)]));
  return client;
}

function speakingTo(tenant: string): Middleware {
  return {
    onRequest({ request }) {
      request.headers.set("Guichet-Tenant", tenant);
      return request;
    },
  };
}

const refusing: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return response;
    const retryAfter = Number(response.headers.get("Retry-After"));
    throw new Refused((await response.json()) as Problem, retryAfter > 0 ? retryAfter : null);
  },
  onError({ error }) {
    return error instanceof Refused ? error : new Unreachable(error);
  },
};
