import { createContext, useContext, useEffect, useMemo, useState } from "react";
import { useSignals, useTopic } from "../../../app/live.ts";
import { heard, SILENCE, SILENT, type Pulses } from "./pulse.ts";

/** A route as its events tell it: without its settings. */
export interface LiveRoute {
  readonly id: string;
  readonly version: number;
  readonly carrier_id: string;
  readonly kind: string;
  readonly title: string;
  readonly binds: number;
  readonly enabled: boolean;
  readonly prefixes: readonly string[];
  readonly day_quota: number | null;
  readonly isolated_at: string | null;
  readonly isolated_reason: string | null;
}

export interface LiveCarrier {
  readonly id: string;
  readonly name: string;
}

/** What one sign of the watch told. */
export interface LiveFact {
  readonly sign: "links" | "refusals" | "failures" | "receipts" | "delay" | "mix";
  readonly now: number | null;
  readonly usual: number | null;
  readonly count: number;
  readonly code: string | null;
}

export interface LiveAlarm {
  readonly id: string;
  readonly route_id: string;
  readonly opened_at: string;
  readonly facts: readonly LiveFact[];
}

export interface LiveRoutes {
  /** Of now, by route. */
  readonly alarms: ReadonlyMap<string, LiveAlarm>;
  readonly loading: boolean;
  readonly routes: readonly LiveRoute[];
  readonly carriers: ReadonlyMap<string, LiveCarrier>;
  readonly pulses: Pulses;
  /** No process carries, as far as is known. */
  readonly silent: boolean;
}

const TOPIC = "carriers.routes";
const NO_PARAMS = {};

/** All routes with how they are just now, pushed by the server. */
export function useLiveRoutes(): LiveRoutes {
  const view = useTopic(TOPIC);
  const [pulses, setPulses] = useState<Pulses>(SILENT);
  useSignals(TOPIC, NO_PARAMS, (signal) => setPulses((held) => heard(held, signal, Date.now())));
  const silent = useSilence(pulses.heardAt);
  return useMemo(() => {
    const values = [...view.items.values()];
    const routes = values.filter((item) => item.kind === "route").map((item) => item.value as LiveRoute);
    const carriers = values.filter((item) => item.kind === "carrier").map((item) => item.value as LiveCarrier);
    const alarms = values.filter((item) => item.kind === "alarm").map((item) => item.value as LiveAlarm);
    const named = new Map(carriers.map((one) => [one.id, one]));
    const name = (route: LiveRoute): string => `${named.get(route.carrier_id)?.name ?? ""} ${route.title}`;
    return {
      loading: view.state !== "live" && view.items.size === 0,
      routes: routes.sort((left, right) => name(left).localeCompare(name(right))),
      carriers: named,
      alarms: new Map(alarms.map((one) => [one.route_id, one])),
      pulses,
      silent,
    };
  }, [view, pulses, silent]);
}

/** Whether nothing was said for some seconds. A screen just opened is given that long too. */
function useSilence(heardAt: number | null): boolean {
  const [silentSince, setSilentSince] = useState<number | null | undefined>(undefined);
  useEffect(() => {
    const timer = setTimeout(() => setSilentSince(heardAt), SILENCE);
    return () => clearTimeout(timer);
  }, [heardAt]);
  return silentSince === heardAt;
}

export const LiveRoutesContext = createContext<LiveRoutes>({
  loading: true,
  routes: [],
  carriers: new Map(),
  alarms: new Map(),
  pulses: SILENT,
  silent: false,
});

export const useRoutesNow = (): LiveRoutes => useContext(LiveRoutesContext);
