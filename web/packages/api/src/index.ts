export { apiClient, type ApiClient } from "./client.ts";
export { call, API_BASE, type CallOptions, type Method } from "./http.ts";
export { Refused, Unreachable, type Fault, type Problem } from "./problem.ts";
export type { components } from "./schema.ts";
export type * from "./advice.ts";
export type * from "./agents.ts";
export type * from "./contacts.ts";
export type * from "./rules.ts";
export type * from "./shapes.ts";
