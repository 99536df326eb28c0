import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { eventTypesQuery, recentEventsQuery } from "../../../data/segments.ts";
import type { Seen } from "./plan.ts";

export interface KnownEvents {
  /** Types of events the company's systems told of. */
  readonly types: readonly string[];
  /** What the properties of the one chosen were seen to be. */
  readonly shapes: Readonly<Record<string, readonly string[]>>;
  readonly seen: Seen;
  /** What a property said lately, the newest first. */
  readonly valuesOf: (property: string) => readonly string[];
}

const NONE = {};

/** What is known of the events of a type: their properties, and what they said lately. */
export function useKnownEvents(type: string): KnownEvents {
  const tenant = useTenant();
  const enabled = useMay("contacts.read");
  const types = useQuery({ ...eventTypesQuery(tenant.id), enabled }).data;
  const known = types?.find((one) => one.name === type);
  const events = useQuery({ ...recentEventsQuery(tenant.id, type), enabled: enabled && known !== undefined }).data;
  return useMemo(() => {
    const shapes = (known?.properties ?? NONE) as KnownEvents["shapes"];
    const properties = Object.keys(shapes).filter((name) => name !== "currency" && name !== "reference");
    const valuesOf = (property: string): readonly string[] => [...new Set((events ?? []).flatMap((one) => told(one.properties[property])))];
    const values = Object.fromEntries(properties.flatMap((name) => valuesOf(name).slice(0, 1).map((value) => [name, value] as const)));
    return { types: (types ?? []).map((one) => one.name), shapes, seen: { properties, values }, valuesOf };
  }, [types, known, events]);
}

const told = (value: unknown): readonly string[] => (typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [String(value)] : []);
