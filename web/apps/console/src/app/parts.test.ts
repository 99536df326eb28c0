import { expect, it } from "vitest";
import { inOtherWords, isMissingPart, isNewer, programsOf } from "./parts.ts";

const PAGE = '<html><script src="/scheme.js"></script><script type="module" crossorigin src="/assets/index-a1.js"></script></html>';

it("a page is of the same version as long as it begins with the same programs", () => {
  expect(programsOf(PAGE)).toEqual(["/assets/index-a1.js", "/scheme.js"]);
  expect(isNewer(PAGE, ["/scheme.js", "/assets/index-a1.js"])).toBe(false);
  expect(isNewer(PAGE, ["/scheme.js", "/assets/index-b2.js"])).toBe(true);
});

it("what is no page of the console is no newer version", () => {
  expect(isNewer("<h1>Sign in to the network of this hotel</h1>", ["/assets/index-a1.js"])).toBe(false);
});

it("that a part did not come is said in words of its own", () => {
  const error = new Error(inOtherWords("Failed to fetch dynamically imported module"));
  expect(error.message).toBe("preload: Failed to fetch dynamically imported module");
  expect(inOtherWords(error.message)).toBe(error.message);
  expect(isMissingPart(error)).toBe(true);
  expect(isMissingPart(new Error("no answer"))).toBe(false);
});
