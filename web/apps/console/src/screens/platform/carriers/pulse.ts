/** How routes are just now, as the process that carries says it once a second. Pure. */

export interface Bind {
  readonly bind: number;
  readonly state: "connecting" | "open" | "waiting" | "silent" | "refused" | "draining" | "closed";
  readonly window: number;
  readonly outstanding: number;
  readonly answer_ms: number | null;
  readonly throttled: number;
  readonly words: string | null;
}

export interface Reason {
  readonly kind: string;
  readonly code: string;
  readonly count: number;
}

export interface Pulse {
  readonly route_id: string;
  /** Links that carry. */
  readonly open: number;
  readonly binds: readonly Bind[];
  readonly window: number;
  readonly outstanding: number;
  readonly answer_ms: number | null;
  /** Messages that lie ready for it. */
  readonly lying: number;
  /** Parts a second, over the last ten seconds. */
  readonly rate: number;
  /** Of the last five minutes, as everything below. */
  readonly handed: number;
  readonly refused: number;
  readonly cut: number;
  readonly receipts: number;
  readonly delivered: number;
  readonly delay_ms: number | null;
  readonly reasons: readonly Reason[];
}

export interface Pulses {
  readonly holder: string | null;
  /** When the last word came, by this browser's clock; none: nobody spoke yet. */
  readonly heardAt: number | null;
  readonly of: ReadonlyMap<string, Pulse>;
  /** The speeds of the last minute, the newest last. */
  readonly speeds: ReadonlyMap<string, readonly number[]>;
}

export const SILENT: Pulses = { holder: null, heardAt: null, of: new Map(), speeds: new Map() };

/** Speeds remembered of each route: a minute. */
export const REMEMBERED = 60;
/** Silence after which nobody carries, in milliseconds. */
export const SILENCE = 5_000;

/** The pulses after one more word; another word changes nothing. */
export function heard(before: Pulses, signal: Readonly<Record<string, unknown>>, now: number): Pulses {
  if (signal["kind"] !== "pulses" || !Array.isArray(signal["items"])) return before;
  const items = signal["items"] as readonly Pulse[];
  return {
    holder: typeof signal["holder"] === "string" ? signal["holder"] : null,
    heardAt: now,
    of: new Map(items.map((one) => [one.route_id, one])),
    speeds: new Map(items.map((one) => [one.route_id, [...(before.speeds.get(one.route_id) ?? []), one.rate].slice(-REMEMBERED)])),
  };
}

/** A route as operators decided it. */
export interface Decided {
  readonly enabled: boolean;
  readonly isolated_at: string | null;
}

export type Standing = "open" | "slow" | "partly" | "down" | "refused" | "connecting" | "isolated" | "off" | "unknown";

/** How a route stands, in one word. */
export function standingOf(route: Decided, pulse: Pulse | undefined, silent: boolean): Standing {
  if (!route.enabled) return "off";
  if (route.isolated_at) return "isolated";
  return silent ? "unknown" : ofLinks(pulse);
}

function ofLinks(pulse: Pulse | undefined): Standing {
  const binds = pulse?.binds ?? [];
  if (!pulse || binds.length === 0) return "connecting";
  if (pulse.open === 0) return withoutLink(binds);
  if (binds.some((one) => one.state === "waiting")) return "slow";
  return pulse.open < binds.length ? "partly" : "open";
}

function withoutLink(binds: readonly Bind[]): Standing {
  if (binds.some((one) => one.state === "refused")) return "refused";
  return binds.some((one) => one.state === "closed" || one.state === "silent") ? "down" : "connecting";
}

/** Receipts that say delivered, of all final ones; none: none came. */
export const arrival = (pulse: Pulse | undefined): number | null =>
  pulse && pulse.receipts > 0 ? pulse.delivered / pulse.receipts : null;

/** Parts refused or cut off, of all that were tried; none: none was. */
export function trouble(pulse: Pulse | undefined): number | null {
  const tried = pulse ? pulse.handed + pulse.refused + pulse.cut : 0;
  return pulse && tried > 0 ? (pulse.refused + pulse.cut) / tried : null;
}

/** What was said when a link was refused or lost, and which of both. */
export function lossOf(pulse: Pulse | undefined): { readonly refused: boolean; readonly words: string } | null {
  const lost = pulse?.binds.find((one) => one.words && (one.state === "refused" || one.state === "closed"));
  return lost?.words ? { refused: lost.state === "refused", words: lost.words } : null;
}
