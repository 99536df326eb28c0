import { expect, test } from "vitest";
import { share } from "./figures.ts";
import { sharesOf } from "./standing.ts";

const NOBODY = { recipients: 0, delivered: 0, under_way: 0, unknown: 0, waiting: 0, held: 0, failed: 0 };

test("everybody stands somewhere, the best first, and places without anybody are left out", () => {
  const found = sharesOf({ ...NOBODY, recipients: 8, delivered: 6, failed: 1, waiting: 1 });
  expect(found).toEqual([
    { place: "delivered", count: 6, percent: 75 },
    { place: "waiting", count: 1, percent: 12.5 },
    { place: "failed", count: 1, percent: 12.5 },
  ]);
});

test("of nobody there is no share", () => {
  expect(sharesOf(NOBODY)).toEqual([]);
  expect(share(0, 0, "en")).toBe("–");
});

test("a share is said with one figure behind the point, a whole one without", () => {
  expect([share(1, 3, "en"), share(3, 3, "en"), share(0, 3, "en")]).toEqual(["33.3%", "100%", "0%"]);
});
