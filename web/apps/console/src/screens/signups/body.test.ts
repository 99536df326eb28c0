import { describe, expect, it } from "vitest";
import type { SignUpPage } from "../../data/signups.ts";
import { bodyOf, formOf, linkTag, proposed } from "./body.ts";

describe("a sign-up page's form", () => {
  it("sends only the languages that are spoken", () => {
    const form = { ...proposed("Vanille", "RE", "fr", "38100"), name: "  Vitrine " };
    const body = bodyOf(form);
    expect(Object.keys(body.words)).toEqual(["fr"]);
    expect(body.name).toBe("Vitrine");
    expect(body).not.toHaveProperty("spoken");
  });

  it("proposes the numbers of the island and of the mainland to an island's company", () => {
    expect(proposed("Vanille", "RE", "fr", null).territories).toEqual(["RE", "FR"]);
    expect(proposed("Vanille", "BE", "fr", null).territories).toEqual(["BE"]);
  });

  it("is the page again after a round", () => {
    const body = bodyOf({ ...proposed("Vanille", "RE", "en", null), name: "Window", tags: ["a"] });
    const shown = { ...body, id: "1", asks: body.asks, words: body.words } as unknown as SignUpPage;
    expect(bodyOf(formOf(shown))).toEqual(body);
  });

  it("gives a link nobody's title can break out of", () => {
    expect(linkTag("https://x.example/s/a", "A <b> & c")).toBe('<a href="https://x.example/s/a">A &lt;b> &amp; c</a>');
  });
});
