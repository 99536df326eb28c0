import { beforeEach, describe, expect, it, vi } from "vitest";
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
    vi.spyOn(window, "localStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    const keeper = new Keeper(site);
    keeper.allow();
    keeper.keep({ token: "t" });
    expect(keeper.held.token).toBe("t");
  });

  it.each(["", "{", "null", "[]", "7"])("survives rubbish: %j", (rubbish) => {
    localStorage.setItem("guichet:k", rubbish);
    expect(new Keeper(site).held).toMatchObject({ token: null, pending: [] });
  });

  it("is shared by pages side by side: neither loses what the other has not sent yet", () => {
    const pending = (id: string) => ({
      frame: { op: "end" as const, id },
      at: "",
      failed: false,
      code: null,
      fields: [],
      files: [],
    });
    const ids = () => (new Keeper(site).stored()?.pending ?? []).map(({ frame }) => frame.id);
    const one = new Keeper(site);
    one.allow();
    const two = new Keeper(site);
    one.keep({ pending: [pending("from-one")], seen: "b" });
    two.keep({ pending: [pending("from-two")], seen: "a" });
    expect(ids()).toEqual(["from-one", "from-two"]);
    expect(two.stored()?.seen).toBe("b");
    one.keep({ pending: [] });
    expect(ids()).toEqual(["from-two"]);
  });
});
