// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";
import { keepDraft, readDraft } from "./drafts.ts";

describe("drafts", () => {
  beforeEach(() => {
    localStorage.clear();
  });

  it("come back for their own conversation", () => {
    keepDraft("a", "Bonjour", 1);
    expect(readDraft("a")).toBe("Bonjour");
    expect(readDraft("b")).toBe("");
  });

  it("leave nothing behind once emptied", () => {
    keepDraft("a", "Bonjour", 1);
    keepDraft("a", "  ", 2);
    expect(localStorage.length).toBe(0);
  });

  it("are bounded: the oldest go first", () => {
    for (let at = 0; at < 60; at += 1) keepDraft(`c${at}`, "text", at);
    expect(localStorage.length).toBe(50);
    expect(readDraft("c0")).toBe("");
    expect(readDraft("c59")).toBe("text");
  });

  it("survive a value written by something else", () => {
    localStorage.setItem("guichet.draft.a", "not json");
    expect(readDraft("a")).toBe("");
  });
});
