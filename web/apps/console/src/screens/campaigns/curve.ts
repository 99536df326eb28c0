import type { Curve, CurvePoint, Happened } from "../../data/campaigns.ts";

/** What is drawn together: things of one size. */
export const GROUPS = { way: ["sent", "delivered"], deeds: ["replied", "clicked", "opted_out"] } as const satisfies Readonly<Record<string, readonly Happened[]>>;
export type Group = keyof typeof GROUPS;

const WIDTH: Readonly<Record<Curve["by"], number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** A corner of a line: where in time, how many. */
export interface Corner {
  readonly at: number;
  readonly count: number;
}

/** A line of one thing: where nothing was told for a while it lies on the ground. */
export function lineOf({ by, points }: Curve, what: Happened): readonly Corner[] {
  const width = WIDTH[by];
  const corners: Corner[] = [];
  for (const point of points) {
    const at = Date.parse(point.at);
    const last = corners.at(-1);
    if (last && at - last.at > width * 1.5) corners.push({ at: last.at + width, count: 0 }, { at: at - width, count: 0 });
    corners.push({ at, count: point[what] });
  }
  return corners;
}

/** The highest of several, at least one so that there is a scale. */
export const highestOf = (points: readonly CurvePoint[], whats: readonly Happened[]): number => Math.max(1, ...points.flatMap((point) => whats.map((what) => point[what])));

/** A round number not below: 1, 2 or 5 with noughts. */
export function roundUp(count: number): number {
  const noughts = 10 ** Math.floor(Math.log10(Math.max(count, 1)));
  return ([1, 2, 5, 10].find((step) => step * noughts >= count) ?? 10) * noughts;
}

/** The way of a line through a picture of this size, from `first` to `last`. */
export function pathOf(corners: readonly Corner[], { first, last, top, width, height }: { readonly first: number; readonly last: number; readonly top: number; readonly width: number; readonly height: number }): string {
  const span = Math.max(last - first, 1);
  return corners.map(({ at, count }, place) => `${place === 0 ? "M" : "L"}${(((at - first) / span) * width).toFixed(1)},${(height - (count / top) * height).toFixed(1)}`).join(" ");
}

/** How many of each in all, for who reads the picture by ear. */
export const sumOf = (points: readonly CurvePoint[], what: Happened): number => points.reduce((sum, point) => sum + point[what], 0);
