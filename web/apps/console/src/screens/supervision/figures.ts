/**
 * The figures people read, from the sums the server counted: the same formulas as the server's
 * (`insight/figures/rating.py`), held together by `figures.test.ts`. Pure.
 */
export type Sums = Readonly<Record<string, number>>;

export interface Quarter {
  /** The queue or the agent. */
  readonly whose: string;
  /** The beginning of the quarter of an hour, in milliseconds since 1970. */
  readonly at: number;
  readonly sums: Sums;
}

/** The sums of quarters from `since` on, by queue or agent; the longest wait is the longest of all. */
export function summed(quarters: readonly Quarter[], since: number): ReadonlyMap<string, Sums> {
  const found = new Map<string, Record<string, number>>();
  for (const one of quarters) {
    if (one.at < since) continue;
    const sums = found.get(one.whose) ?? {};
    for (const [name, value] of Object.entries(one.sums)) {
      const before = sums[name] ?? 0;
      sums[name] = name === "longest_wait_ms" ? Math.max(before, value) : before + value;
    }
    found.set(one.whose, sums);
  }
  return found;
}

/** All of them as one. */
export function together(all: Iterable<Sums>): Sums {
  const quarters = [...all].map((sums): Quarter => ({ whose: "all", at: 0, sums }));
  return summed(quarters, 0).get("all") ?? {};
}

export interface QueueRating {
  readonly serviceLevel: number | null;
  readonly abandonRate: number | null;
  readonly meanWait: number | null;
  readonly meanHandling: number | null;
  readonly promisesKept: number | null;
}

/** Shares between 0 and 1, times in milliseconds; null where there is nothing to divide by. */
export function rateQueue(sums: Sums): QueueRating {
  const of = (name: string): number => sums[name] ?? 0;
  return {
    serviceLevel: share(of("answered_within"), of("offered") - of("abandoned_short")),
    abandonRate: share(of("abandoned"), of("offered")),
    meanWait: share(of("wait_ms"), of("answered")),
    meanHandling: share(of("talk_ms") + of("hold_ms") + of("wrap_ms"), of("handled")),
    promisesKept: share(of("promises_kept"), of("promises")),
  };
}

/** Busy of busy and ready time. */
export function occupancy(sums: Sums): number | null {
  return share(sums["busy_ms"] ?? 0, (sums["busy_ms"] ?? 0) + (sums["ready_ms"] ?? 0));
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** Midnight of today on the wall of `zone`, in milliseconds since 1970. */
export function startOfDay(now: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", hour: "numeric", minute: "numeric", second: "numeric" }).formatToParts(now);
  const part = (name: string): number => Number(parts.find((one) => one.type === name)?.value);
  return now - (now % 1000) - ((part("hour") * 60 + part("minute")) * 60 + part("second")) * 1000;
}
