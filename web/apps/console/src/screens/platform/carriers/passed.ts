/** Minutes of a route, as a picture and in tens. Pure. */

export interface Passed {
  readonly minute: string;
  readonly handed: number;
  readonly refused: number;
  readonly cut: number;
  readonly delivered: number;
  readonly undelivered: number;
  readonly delay_ms: number | null;
}

/** Minutes shown. */
export const SHOWN = 120;
const MINUTE = 60_000;
const TEN = 600_000;

export interface Bar {
  readonly at: number;
  /** Minutes from the left. */
  readonly x: number;
  /** Heights of a hundred. */
  readonly handed: number;
  readonly bad: number;
}

export function barsOf(minutes: readonly Passed[], now: number): { readonly bars: readonly Bar[]; readonly most: number } {
  const most = Math.max(1, ...minutes.map((one) => one.handed + one.refused + one.cut));
  const last = Math.floor(now / MINUTE);
  const bars = minutes.map((one) => {
    const at = Date.parse(one.minute);
    return {
      at,
      x: SHOWN - 1 - (last - Math.floor(at / MINUTE)),
      handed: (100 * one.handed) / most,
      bad: (100 * (one.refused + one.cut)) / most,
    };
  });
  return { bars: bars.filter((bar) => bar.x >= 0 && bar.x < SHOWN), most };
}

export interface Ten {
  readonly at: number;
  readonly handed: number;
  readonly refused: number;
  readonly delivered: number;
  readonly undelivered: number;
  /** The slowest median of its minutes. */
  readonly delay: number | null;
}

/** Sums by ten minutes, the newest first. */
export function inTens(minutes: readonly Passed[]): readonly Ten[] {
  const tens = new Map<number, Ten>();
  for (const one of minutes) {
    const at = Math.floor(Date.parse(one.minute) / TEN) * TEN;
    const held = tens.get(at) ?? { at, handed: 0, refused: 0, delivered: 0, undelivered: 0, delay: null };
    tens.set(at, {
      at,
      handed: held.handed + one.handed,
      refused: held.refused + one.refused + one.cut,
      delivered: held.delivered + one.delivered,
      undelivered: held.undelivered + one.undelivered,
      delay: one.delay_ms === null ? held.delay : Math.max(held.delay ?? 0, one.delay_ms),
    });
  }
  return [...tens.values()].sort((left, right) => right.at - left.at);
}
