import { expect, it } from "vitest";
import type { Place } from "./language.ts";
import { pinsOf, withPlace, without } from "./places.ts";

const AREAS = [{ key: "north", name: "le nord", communes: [{ name: "Saint-Denis", postcodes: ["97400", "97417"] }, { name: "Sainte-Marie", postcodes: ["97438"] }] }];
const NOWHERE: Place = { kind: "place", postcodes: [], communes: [], zone: null };
const BOTH = { postcodes: true, communes: true };

it.each([
  [["97400", "97417", "97438"], [], ["le nord"]],
  [["97400", "97417"], [], ["Saint-Denis"]],
  [["97400"], [], ["97400"]],
  [["97400", "97417", "75001"], ["Cilaos"], ["Saint-Denis", "Cilaos", "75001"]],
  [[], ["Saint-Denis", "Sainte-Marie"], ["le nord"]],
])("the postcodes %j and the towns %j are called %j", (postcodes, communes, names) => {
  expect(pinsOf({ postcodes, communes }, AREAS).map((one) => one.name)).toEqual(names);
});

it("what is put in by name goes out by name", () => {
  const north = withPlace(NOWHERE, AREAS[0]?.communes ?? [], BOTH);
  const [pin] = pinsOf(north, AREAS);
  expect(pin?.name).toBe("le nord");
  expect(pin && without(north, pin)).toEqual(NOWHERE);
});

it("a place is asked by what cards can tell", () => {
  const town = [{ name: "Cilaos", postcodes: ["97413"] }];
  expect(withPlace(NOWHERE, town, { postcodes: true, communes: false })).toMatchObject({ postcodes: ["97413"], communes: [] });
  expect(withPlace(NOWHERE, town, { postcodes: false, communes: true })).toMatchObject({ postcodes: [], communes: ["Cilaos"] });
});
