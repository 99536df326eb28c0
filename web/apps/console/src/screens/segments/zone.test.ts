import { expect, it } from "vitest";
import { holds, namesOn, pathOf, sheetOf, shore, within } from "./zone.ts";

const TOWNS = [
  { postcode: "97400", name: "Saint-Denis", longitude: 55.45, latitude: -20.88 },
  { postcode: "97410", name: "Saint-Pierre", longitude: 55.48, latitude: -21.34 },
  { postcode: "97460", name: "Saint-Paul", longitude: 55.27, latitude: -21.01 },
];

it("what is drawn lies where it was meant, however often", () => {
  const sheet = sheetOf(TOWNS.map((one) => [one.longitude, one.latitude] as const), 720);
  for (const { longitude, latitude } of TOWNS) {
    const [x, y] = [sheet.x(longitude), sheet.y(latitude)];
    expect(x).toBeGreaterThan(0);
    expect(y).toBeLessThan(sheet.height);
    expect(sheet.corner(x, y)).toEqual([longitude, latitude]);
  }
});

it("north is above, east to the right", () => {
  const sheet = sheetOf(TOWNS.map((one) => [one.longitude, one.latitude] as const), 720);
  expect(sheet.y(-20.88)).toBeLessThan(sheet.y(-21.34));
  expect(sheet.x(55.27)).toBeLessThan(sheet.x(55.45));
});

it("a zone holds the towns within its outline, also where it bends inwards", () => {
  const north = [[55.2, -20.95], [55.9, -20.95], [55.9, -20.8], [55.2, -20.8]] as const;
  expect(within(north, TOWNS).map((one) => one.name)).toEqual(["Saint-Denis"]);
  expect(within(north.slice(0, 2), TOWNS)).toEqual([]);
  const horseshoe = [[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3]] as const;
  expect(holds(horseshoe, [1.5, 2])).toBe(false);
  expect(holds(horseshoe, [0.5, 2])).toBe(true);
});

it("names stand beside their towns, once each; one that would cover another is left out", () => {
  const crowd = [
    ...TOWNS,
    { postcode: "97490", name: "Saint-Denis", longitude: 55.5, latitude: -20.9 },
    { postcode: "97438", name: "Sainte-Marie", longitude: 55.46, latitude: -20.881 },
    { postcode: "97439", name: "Sainte-Rose", longitude: 55.71, latitude: -21.13 },
  ];
  const sheet = sheetOf(crowd.map((one) => [one.longitude, one.latitude] as const), 720);
  const labels = namesOn(crowd, sheet);
  expect([...labels.keys()].sort()).toEqual(["97400", "97410", "97439", "97460"]);
  expect(labels.get("97400")?.anchor).toBe("start");
  expect(labels.get("97439")?.anchor, "at the edge").toBe("end");
});

it("outlines close around their corners, one after the other", () => {
  const sheet = sheetOf([[55, -21], [56, -20]], 720);
  const path = pathOf({ code: "97411", name: "Saint-Denis", rings: [[55, -21, 56, -21, 56, -20], [55.4, -20.6, 55.5, -20.6, 55.5, -20.5]] }, sheet);
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path.match(/Z/g)).toHaveLength(2);
  expect(path.startsWith(`M${sheet.x(55).toFixed(1)} ${sheet.y(-21).toFixed(1)}L`)).toBe(true);
});

it("the map reaches to the coast of an island, and not to the ends of a large department", () => {
  const island = { code: "97411", name: "Saint-Denis", rings: [[55.2, -21.4, 55.7, -21.1, 55.45, -20.86]] };
  const large = { code: "29", name: "Finistère", rings: [[50, -21, 55.5, -21.1, 55.4, -25]] };
  expect(shore(TOWNS, [large])).toHaveLength(TOWNS.length);
  expect(shore(TOWNS, [large, island])).toHaveLength(TOWNS.length + 3);
  expect(shore([], [island])).toEqual([[0, 0]]);
});
