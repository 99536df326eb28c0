import { describe, expect, it } from "vitest";
import { keywordsOf } from "./keywords.ts";

const point = (settings: Record<string, unknown>, kind = "sms") => ({ id: "e1", kind, settings });

describe("keywords of a page", () => {
  it("are those of entry points that sign up there", () => {
    const points = [
      point({ does: "sign_up", page: "abc", number: "38100", keywords: ["SOLEIL", "PLAGE"] }),
      point({ does: "sign_up", page: "other", number: "38100", keywords: ["NON"] }),
      point({ does: "conversation", page: "abc", number: "38100", keywords: ["AIDE"] }),
      point({ does: "sign_up", page: "abc" }, "webchat"),
      point({ does: "sign_up", page: "abc", number: "38100" }),
    ];
    expect(keywordsOf(points, "abc").map((one) => one.keyword)).toEqual(["SOLEIL", "PLAGE"]);
  });
});
