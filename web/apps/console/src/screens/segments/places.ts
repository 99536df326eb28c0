import type { NamedArea } from "../../data/segments.ts";
import { MOST_PLACES, type Place } from "./language.ts";

/** What one can take away at once: an area, a commune, a postcode, a zone. */
export interface Pin {
  readonly id: string;
  readonly name: string;
  readonly postcodes: readonly string[];
  readonly communes: readonly string[];
}

/** Which of the two the company's contacts have. */
export interface Held {
  readonly postcodes: boolean;
  readonly communes: boolean;
}

const covers = (all: readonly string[], some: ReadonlySet<string>): boolean => all.length > 0 && all.every((one) => some.has(one));

/** The places as people named them: whole areas, then whole communes, then what is left. */
export function pinsOf({ postcodes, communes }: Pick<Place, "postcodes" | "communes">, areas: readonly NamedArea[]): readonly Pin[] {
  const codes = new Set(postcodes);
  const towns = new Set(communes);
  const pins: Pin[] = [];
  const take = (id: string, name: string, own: readonly string[], names: readonly string[]): void => {
    if (!covers(own, codes) && !covers(names, towns)) return;
    pins.push({ id, name, postcodes: own.filter((one) => codes.has(one)), communes: names.filter((one) => towns.has(one)) });
    for (const one of own) codes.delete(one);
    for (const one of names) towns.delete(one);
  };
  for (const area of areas) take(`area:${area.key}`, area.name, area.communes.flatMap((one) => one.postcodes), area.communes.map((one) => one.name));
  for (const one of areas.flatMap((area) => area.communes)) take(`commune:${one.name}`, one.name, one.postcodes, [one.name]);
  pins.push(...[...towns].map((name) => ({ id: `commune:${name}`, name, postcodes: [], communes: [name] })));
  pins.push(...[...codes].map((code) => ({ id: `postcode:${code}`, name: code, postcodes: [code], communes: [] })));
  return pins;
}

export const without = (place: Place, pin: Pin): Place => ({
  ...place,
  postcodes: place.postcodes.filter((one) => !pin.postcodes.includes(one)),
  communes: place.communes.filter((one) => !pin.communes.includes(one)),
});

/** A place more, by what the contacts' cards can tell. */
export function withPlace(place: Place, communes: readonly { readonly name: string; readonly postcodes: readonly string[] }[], held: Held): Place {
  const codes = held.postcodes ? communes.flatMap((one) => one.postcodes) : [];
  const names = held.communes ? communes.map((one) => one.name) : [];
  return { ...place, postcodes: [...new Set([...place.postcodes, ...codes])].slice(0, MOST_PLACES), communes: [...new Set([...place.communes, ...names])].slice(0, MOST_PLACES) };
}
