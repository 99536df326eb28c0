import { beforeEach, describe, expect, it } from "vitest";
import type { Site } from "../site.ts";
import { Keeper } from "./memory.ts";

const site = { key: "k" } as Site;

beforeEach(() => localStorage.clear());

describe("what the browser keeps", () => {
  it("is nothing before the first message", () => {
    new Keeper(site).keep({ draft: "Bonj", open: true });
    expect(localStorage).toHaveLength(0);
  });

  it("is everything from the first message on, for the next page", () => {
    const keeper = new Keeper(site);
    keeper.keep({ draft: "Bonj" });
    keeper.allow();
    keeper.keep({ token: "t", seen: "a:1" });
    expect(new Keeper(site).held).toMatchObject({ token: "t", seen: "a:1", draft: "Bonj" });
  });

  it("lasts as long as the page where storage is forbidden", () => {
    const keeper = new Keeper(site, () => {
      throw new DOMException("denied", "SecurityError");
    });
    keeper.allow();
    keeper.keep({ token: "t" });
    expect(keeper.held.token).toBe("t");
  });

  it.each(["", "{", "null", "[]", "7"])("survives rubbish: %j", (rubbish) => {
    localStorage.setItem("guichet:k", rubbish);
    expect(new Keeper(site).held).toMatchObject({ token: null, pending: [] });
  });
});
