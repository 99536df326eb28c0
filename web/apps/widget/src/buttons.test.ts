import { beforeEach, describe, expect, it } from "vitest";
import { contactOf, isShown, markAll } from "./buttons.ts";
import type { Openness, Site } from "./site.ts";

function site(state: Openness, more: Partial<Site> = {}): Site {
  const availability = { state, at: "2026-03-02T08:00:00Z", opens_at: null, wait: null };
  const subjects = [{ key: "pro", label: { en: "Pro", fr: "Pro" }, state: "closed" as const }];
  return { launcher: true, when_away: "message", subjects, availability, ...more } as Site;
}

const only = () => document.body.firstElementChild as HTMLElement;

beforeEach(() => document.body.replaceChildren());

describe("an element of the page", () => {
  it.each<[string, Openness, string | null, string]>([
    ['<button data-guichet="chat">x</button>', "open", null, ""],
    ['<button data-guichet="chat">x</button>', "away", null, ""],
    ['<button data-guichet="chat" data-guichet-when-away="disable">x</button>', "busy", null, ""],
    ['<button data-guichet="chat" data-guichet-when-away="disable">x</button>', "closed", "true", ""],
    ['<button data-guichet="chat" data-guichet-when-away="hide">x</button>', "closed", null, "hidden"],
  ])("%s tells that it is %s", (html, state, disabled, visibility) => {
    document.body.innerHTML = html;
    markAll(site(state));
    expect(only().dataset["guichetState"]).toBe(state);
    expect([only().getAttribute("aria-disabled"), only().style.visibility]).toEqual([disabled, visibility]);
    markAll(site("open"));
    expect([only().dataset["guichetState"], only().getAttribute("aria-disabled"), only().style.visibility]).toEqual(["open", null, ""]);
  });

  it("is about its own subject", () => {
    document.body.innerHTML = '<button data-guichet="chat" data-guichet-subject="pro">x</button>';
    markAll(site("open"));
    expect(only().dataset["guichetState"]).toBe("closed");
  });

  it("that is no button by itself becomes one; what the page says of its role stays", () => {
    document.body.innerHTML = '<div data-guichet="chat">x</div><span data-guichet="chat" role="menuitem">y</span><a href="/x" data-guichet="chat">z</a>';
    markAll(site("open"));
    const [div, span, link] = [...document.body.children] as HTMLElement[];
    expect([div?.role, div?.tabIndex, span?.role, link?.hasAttribute("role")]).toEqual(["button", 0, "menuitem", false]);
  });

  it("of a medium this release does not have is left alone", () => {
    document.body.innerHTML = '<button data-guichet="video">x</button>';
    markAll(site("open"));
    expect(only().outerHTML).toBe('<button data-guichet="video">x</button>');
  });

  it("is found from what was pressed inside it", () => {
    document.body.innerHTML = '<button data-guichet="chat"><b>x</b></button>';
    const found: (HTMLElement | null)[] = [];
    document.addEventListener("click", (event) => found.push(contactOf(event)), { once: true });
    document.querySelector("b")?.click();
    expect(found).toEqual([only()]);
  });
});

describe("the button of every page", () => {
  it.each<[boolean, Openness, Partial<Site>]>([
    [true, "open", {}],
    [true, "away", {}],
    [false, "away", { when_away: "hide" }],
    [true, "busy", { when_away: "hide" }],
    [false, "open", { launcher: false }],
  ])("is shown: %s, when it is %s, with %j", (expected, state, more) => {
    expect(isShown(site(state, more))).toBe(expected);
  });
});
