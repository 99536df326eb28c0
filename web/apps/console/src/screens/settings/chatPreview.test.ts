import { describe, expect, it, vi } from "vitest";
import { demoLine, type Frame, siteOf } from "./chatPreview.ts";
import { invitationWords } from "./invitationWords.ts";

describe("the chat's preview", () => {
  it("shows settings that are not complete yet", () => {
    const site = siteOf(
      { colour: "#123456", greeting: "", logo: "ftp://x", offset_x: 4, texts: { away: { en: "", fr: "Absents" }, privacy: {} }, subjects: [{ key: "", label: { en: "Orders" } }, {}] },
      true,
    );
    expect(site).toMatchObject({
      greeting: null,
      logo: null,
      offset: [4, 20],
      texts: { away: { en: "Absents", fr: "Absents" } },
      availability: { state: "away" },
      subjects: [
        { key: "k0", label: { en: "Orders", fr: "Orders" }, state: "away" },
        { key: "k1", label: { en: "…", fr: "…" } },
      ],
    });
    expect(site["texts"]).not.toHaveProperty("privacy");
  });

  it("answers without a server: it confirms, joins, types and speaks", () => {
    vi.useFakeTimers();
    const told: Frame[] = [];
    const line = demoLine({ hello: () => null, frame: (frame) => told.push(frame) }, () => null, "Camille", () => "Bonjour");
    line.open();
    vi.runAllTimers();
    line.send({ op: "say", id: "s1", text: "Une question" });
    vi.runAllTimers();
    line.send({ op: "end", id: "e1" });
    vi.useRealTimers();
    expect(told.map((one) => one.op)).toEqual(["welcome", "said", "message", "typing", "message", "done", "message"]);
    expect(told[1]).toMatchObject({ id: "s1", message: { client_id: "s1", text: "Une question" } });
    expect(told[4]).toMatchObject({ message: { from: "agent", name: "Camille", text: "Bonjour" } });
  });
});

describe("an invitation in plain words", () => {
  const t = ((key: string, given?: object) => `${key}${given ? JSON.stringify(given) : ""}`) as unknown as Parameters<typeof invitationWords>[2];

  it("names its pages, its time, its conditions, for whom it is and what it says", () => {
    const rule = { pages: ["/panier*"], seconds_on_page: 15, data: [{ path: "cart.total", test: "at_least" as const, value: "30" }], returning: "new" as const, text: { en: "Help?", fr: "" } };
    const words = invitationWords(rule, "fr", t);
    for (const part of ["/panier*", "15", "tests.at_least", "cart.total", "invitations.new", "Help?"]) expect(words).toContain(part);
    expect(invitationWords({}, "en", t)).toContain("everyPage");
  });
});
