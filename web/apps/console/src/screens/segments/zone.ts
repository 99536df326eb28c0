import type { MapPoint, Outline } from "../../data/segments.ts";
import type { Corner } from "./language.ts";

/** Longitudes and latitudes on a plain sheet, and back: true in shape for a piece as small as an island. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly x: (longitude: number) => number;
  readonly y: (latitude: number) => number;
  readonly corner: (x: number, y: number) => Corner;
}

const MARGIN = 0.08;
/** A single town still has land around it, in degrees. */
const LEAST = 0.08;

export function sheetOf(points: readonly (readonly [number, number])[], width: number): Sheet {
  const longitudes = points.map(([longitude]) => longitude);
  const latitudes = points.map(([, latitude]) => latitude);
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const wide = Math.max(east - west, LEAST) * (1 + 2 * MARGIN);
  const high = Math.max(north - south, LEAST) * (1 + 2 * MARGIN);
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = width / (wide * squeeze);
  const left = (west + east - wide) / 2;
  const top = (south + north + high) / 2;
  return {
    width,
    height: Math.round(high * scale),
    x: (longitude) => (longitude - left) * squeeze * scale,
    y: (latitude) => (top - latitude) * scale,
    corner: (x, y) => [rounded(left + x / squeeze / scale), rounded(top - y / scale)],
  };
}

/** Outlines that lie whole around the points are an island's communes: the map shows its coast. */
const COAST = 0.25;

/** What a map of these points must show. */
export function shore(points: readonly MapPoint[], outlines: readonly Outline[]): readonly (readonly [number, number])[] {
  const places = points.map((one) => [one.longitude, one.latitude] as const);
  if (places.length === 0) return [[0, 0]];
  const longitudes = places.map(([longitude]) => longitude);
  const latitudes = places.map(([, latitude]) => latitude);
  const [west, east, south, north] = [Math.min(...longitudes) - COAST, Math.max(...longitudes) + COAST, Math.min(...latitudes) - COAST, Math.max(...latitudes) + COAST];
  const corners = outlines.map((one) => one.rings.flatMap(cornersOf)).filter((all) => all.every(([x, y]) => x >= west && x <= east && y >= south && y <= north));
  return [...places, ...corners.flat()];
}

function cornersOf(ring: readonly number[]): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.floor(ring.length / 2) }, (_, place) => [ring[2 * place] ?? 0, ring[2 * place + 1] ?? 0] as const);
}

/** An outline as SVG draws it; holes and islands are rings, too. */
export const pathOf = (outline: Outline, sheet: Sheet): string =>
  outline.rings.map((ring) => `M${cornersOf(ring).map(([x, y]) => `${sheet.x(x).toFixed(1)} ${sheet.y(y).toFixed(1)}`).join("L")}Z`).join("");

/** Eleven metres: nobody draws more finely. */
const rounded = (degrees: number): number => Math.round(degrees * 1e4) / 1e4;

/** Whether a line from the point crosses the outline an odd number of times: as the server asks. */
export function holds(zone: readonly Corner[], [x, y]: readonly [number, number]): boolean {
  let inside = false;
  zone.forEach(([ax, ay], place) => {
    const [bx, by] = zone[(place + 1) % zone.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

export const within = (zone: readonly Corner[], points: readonly MapPoint[]): readonly MapPoint[] =>
  zone.length < 3 ? [] : points.filter((one) => holds(zone, [one.longitude, one.latitude]));

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "end";
}

/** As wide as a letter, as high as a line, in the sheet's units. */
const LETTER = 6.6;
const LINE = 13;
const ASIDE = 7;

/** Where the towns' names stand, once each, beside their first postcode; none where it would cover another. */
export function namesOn(points: readonly MapPoint[], sheet: Sheet): ReadonlyMap<string, Label> {
  const taken: (readonly [left: number, top: number, right: number])[] = [];
  const labels = new Map<string, Label>();
  const named = new Set<string>();
  for (const one of [...points].sort((a, b) => a.postcode.localeCompare(b.postcode))) {
    if (!one.name || named.has(one.name)) continue;
    named.add(one.name);
    const [x, y, width] = [sheet.x(one.longitude), sheet.y(one.latitude), one.name.length * LETTER];
    const places = [{ x: x + ASIDE, anchor: "start", left: x + ASIDE }, { x: x - ASIDE, anchor: "end", left: x - ASIDE - width }] as const;
    const free = places.find(({ left }) => left > 0 && left + width < sheet.width && !taken.some(([from, top, to]) => left < to && left + width > from && Math.abs(top - y) < LINE));
    if (!free) continue;
    taken.push([free.left, y, free.left + width]);
    labels.set(one.postcode, { x: free.x, y: y + 4, anchor: free.anchor });
  }
  return labels;
}
