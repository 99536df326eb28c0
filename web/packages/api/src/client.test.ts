import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { apiClient } from "./client.ts";
import { Refused, Unreachable } from "./problem.ts";

const fetched = vi.fn<(request: Request) => Promise<Response>>();

beforeEach(() => {
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockReset();
});

function answers(status: number, body: unknown, headers: Record<string, string> = {}): void {
  fetched.mockResolvedValue(new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } }));
}

const tenant = "0199b2c4-e8a1-7d3f-9c55-0a4f6b1e2d3c";
const id = "0199b2c4-e8a1-7d3f-9c55-0a4f6b1e2d3d";

async function contact() {
  return apiClient(tenant).GET("/api/v1/contacts/{contact_id}", { baseUrl: "http://guichet.test", params: { path: { contact_id: id } } });
}

it("asks in the name of its tenant and gives the typed body", async () => {
  answers(200, { id });
  const { data } = await contact();
  const asked = fetched.mock.calls[0]?.[0];
  expect(data?.id).toBe(id);
  expect(asked?.url).toBe(`http://guichet.test/api/v1/contacts/${id}`);
  expect(asked?.headers.get("Guichet-Tenant")).toBe(tenant);
});

it("throws what the server refused with", async () => {
  answers(429, { status: 429, code: "too_many", title: "Too Many Requests" }, { "Retry-After": "12" });
  const refused = await contact().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect((refused as Refused).code).toBe("too_many");
  expect((refused as Refused).retryAfter).toBe(12);
});

it("tells a network that is away from a refusal", async () => {
  fetched.mockRejectedValue(new TypeError("failed to fetch"));
  await expect(contact()).rejects.toBeInstanceOf(Unreachable);
});
