import { expect, test } from "vitest";
import { addressOf, curlOf } from "./request.ts";

const ADDRESS = addressOf("https://guichet.example", "0199");

test("the example names what the button says, under a key of its own", () => {
  const example = curlOf(ADDRESS, { article: "Veja V-10 d'été" }, "2026-03-02");
  expect(example).toContain("curl -X POST https://guichet.example/api/v1/campaigns/0199/trigger");
  expect(example).toContain(String.raw`"article":"Veja V-10 d'\''été"`);
  expect(example).toMatch(/"key":"veja-v-10-d-[a-z-]+2026-03-02"/);
});

test("a button that says nothing has a key all the same", () => {
  expect(curlOf(ADDRESS, {}, "2026-03-02")).toContain('"parameters":{}');
  expect(curlOf(ADDRESS, { x: "…" }, "2026-03-02")).toContain('"key":"1-');
});
