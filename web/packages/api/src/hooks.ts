import type { components } from "./schema.ts";

type Schemas = components["schemas"];

/** Where a company's own program is told of events. */
export type Hook = Schemas["HookOut"];
export type HookForm = Schemas["HookIn"];
export type NewHook = Schemas["NewHookOut"];
export type HookDelivery = Schemas["HookDeliveryOut"];
export type HookEvent = Schemas["HookEventOut"];
export type HookTest = Schemas["HookTestOut"];
export type HookDeliveryState = HookDelivery["state"];
