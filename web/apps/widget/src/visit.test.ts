import { beforeEach, describe, expect, it } from "vitest";
import type { Site } from "./site.ts";
import { visits } from "./visit.ts";

const site = (consent: Site["consent"]) => ({ key: "k", consent }) as Site;
const stored = () => [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
const paths = (seen: { pages: readonly { url: string }[] }) => seen.pages.map((one) => new URL(one.url).pathname);

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, "", "/first");
});

describe("before the page passes consent", () => {
  it("nothing is stored, and the present page is all that is known", () => {
    const held = visits(site("page"));
    history.replaceState(null, "", "/second");
    expect(paths(held.seen())).toEqual(["/second"]);
    expect(stored()).toEqual([]);
    expect(held.unit().kept).toBe(false);
  });
});

describe("with consent", () => {
  it("the pages of the visit and who counts as one visitor are kept from page to page", () => {
    const first = visits(site("page"));
    first.consent(true);
    const { id } = first.unit();
    history.replaceState(null, "", "/second");
    const second = visits(site("page"));
    second.consent(true);
    second.consent(true);
    expect(paths(second.seen())).toEqual(["/first", "/second"]);
    expect(second.unit()).toMatchObject({ id, kept: true });
  });

  it("somebody comes back when they were here before this visit, not on its second page", () => {
    const first = visits(site("none"));
    expect([first.seen().back, visits(site("none")).seen().back]).toEqual([false, false]);
    sessionStorage.clear();
    expect(visits(site("none")).seen().back).toBe(true);
  });

  it("fifty pages are kept, the newest", () => {
    const held = visits(site("none"));
    for (let page = 0; page < 60; page++) {
      history.replaceState(null, "", `/p${page}`);
      held.seen();
    }
    expect(paths(held.seen())).toHaveLength(50);
    expect(paths(held.seen()).at(-1)).toBe("/p59");
  });

  it("taken back, everything is forgotten", () => {
    const held = visits(site("none"));
    held.consent(false);
    expect(stored()).toEqual([]);
    held.keepUnit({ ...held.unit(), shown: { help: 1 } });
    expect([stored(), held.unit().shown]).toEqual([[], { help: 1 }]);
  });

  it.each(["", "{", "7", "[]", '{"pages":null}'])("rubbish in the storage is no visit: %j", (rubbish) => {
    sessionStorage.setItem("guichet:k:visit", rubbish);
    localStorage.setItem("guichet:k:unit", rubbish);
    const held = visits(site("none"));
    expect(paths(held.seen())).toEqual(["/first"]);
    expect(held.unit().id).toBeTruthy();
  });
});
