import { describe, expect, it } from "vitest";
import en from "../texts/en.json";
import fr from "../texts/fr.json";
import { deviceOf } from "./device.ts";
import { faultOf } from "./form.ts";
import { lot } from "./invite.ts";
import { partsOf } from "./text.ts";
import { openingName, ordinal, refusalName, translator, waitName } from "./words.ts";

const say = translator(fr);

describe("an announced wait", () => {
  it.each([
    [10, 50, "Réponse en moins d’une minute."],
    [0, 170, "Réponse en moins de 3 minutes."],
    [60, 240, "Attente : 1 à 4 minutes."],
    [125, 290, "Attente : 2 à 5 minutes."],
    [300, 300, "Attente : environ 5 minutes."],
  ])("of %i to %i seconds is %s", (low, high, words) => {
    expect(waitName([low, high], say)).toBe(words);
  });
});

describe("a place in line", () => {
  it.each([
    [1, "1er", "1st"],
    [2, "2e", "2nd"],
    [3, "3e", "3rd"],
    [11, "11e", "11th"],
    [22, "22e", "22nd"],
  ])("%i is %s and %s", (number, french, english) => {
    expect([ordinal(number, "fr"), ordinal(number, "en")]).toEqual([french, english]);
  });
});

describe("when somebody is back", () => {
  const now = new Date(2026, 10, 25, 18, 0);
  it.each([
    [new Date(2026, 10, 25, 20, 15), "De retour aujourd’hui à 20:15"],
    [new Date(2026, 10, 26, 8, 0), "De retour demain à 08:00"],
    [new Date(2026, 10, 30, 8, 30), "De retour lundi 30 novembre à 08:30"],
  ])("%s is told by the visitor's clock", (at, words) => {
    expect(openingName(at.toISOString(), now, "fr", say)).toBe(words);
  });
});

describe("what was not taken", () => {
  const until = new Date(2026, 10, 25, 18, 40).getTime();
  it.each([
    ["too_many_from_your_network", until, "Trop de conversations ont commencé depuis votre réseau en une heure. Réessayez à partir de 18:40."],
    ["too_many_on_this_site", until, "Ce site reçoit trop de demandes en ce moment. Réessayez à partir de 18:40."],
    ["too_many_on_this_site", undefined, "Ce site reçoit trop de demandes en ce moment."],
    ["too_many", undefined, fr.too_many],
    ["unavailable", undefined, fr.failed],
  ])("says why and from when on it would be: %s", (code, from, words) => {
    expect(refusalName({ code, ...(from ? { until: from } : {}) }, "fr", say)).toBe(words);
  });
});

describe("texts", () => {
  it("have the same keys in both languages", () => {
    expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
  });
  it("have their blanks filled, and nothing else", () => {
    expect(translator(en)("with", { agent: "$& {agent}" })).toBe("$& {agent} is with you");
  });
});

describe("addresses in a text", () => {
  const links = (text: string) => partsOf(text).flatMap(([, href]) => href ?? []);
  it.each([
    ["voir https://shop.example/a?b=1.", ["https://shop.example/a?b=1"]],
    ["écrire à aide@shop.example, merci", ["mailto:aide@shop.example"]],
    ["au +262 262 00 00 00.", ["tel:+262262000000"]],
    ["javascript:alert(1) data:text/html,x file:///etc/passwd", []],
    ["JAVASCRIPT:alert(1)//https://x.example", ["https://x.example"]],
    ["ma commande 20418 du 12", []],
  ])("of %j lead to %j", (text, expected) => {
    expect(links(text)).toEqual(expected);
    expect(partsOf(text).map(([part]) => part).join("")).toBe(text);
  });
});

describe("an answer of the form", () => {
  const field = (kind: "text" | "email" | "phone" | "checkbox", required: boolean) => ({ key: "k", label: { en: "", fr: "" }, kind, required, choices: [] });
  it.each([
    ["text", true, " ", "needed"],
    ["text", false, "", null],
    ["email", true, "a@b", "not_email"],
    ["email", true, " a@b.fr ", null],
    ["email", false, "", null],
    ["phone", true, "abc", "not_phone"],
    ["phone", true, "06 12 34 56 78", null],
    ["checkbox", true, "no", "needed"],
    ["checkbox", true, "yes", null],
    ["checkbox", false, "no", null],
  ] as const)("to %s (needed: %s) of %j: %s", (kind, required, answer, fault) => {
    expect(faultOf(field(kind, required), answer)).toBe(fault);
  });
});

describe("a device", () => {
  it.each([
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1", "phone", "iOS", "Safari"],
    ["Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "phone", "Android", "Chrome"],
    ["Mozilla/5.0 (Linux; Android 15; SM-X900) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "tablet", "Android", "Chrome"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "computer", "Windows", "Edge"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "computer", "Linux", "Firefox"],
    ["", "computer", null, null],
  ])("%s is a %s with %s and %s", (agent, kind, system, browser) => {
    expect(deviceOf(agent, 390, 844)).toEqual({ kind, system, browser, screen: "390x844" });
  });
});

describe("the lot that sets visitors aside", () => {
  it("is always the same for one visitor, and spreads them evenly", () => {
    const lots = Array.from({ length: 10_000 }, (_, index) => lot(`visitor-${index}`));
    expect(lot("visitor-7")).toBe(lots[7]);
    const share = lots.filter((one) => one < 10).length / lots.length;
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.12);
  });
});
