import { expect, test } from "vitest";
import { texts as firstInEnglish } from "./en/index.ts";
import { setupTexts as setupInEnglish } from "./en/setup.ts";
import { peopleTexts as peopleInEnglish } from "./en/people.ts";
import { peopleTexts as peopleInFrench } from "./fr/people.ts";
import { texts as firstInFrench } from "./fr/index.ts";
import { setupTexts as setupInFrench } from "./fr/setup.ts";
import { reachingTexts as reachingInEnglish } from "./en/reaching.ts";
import { reachingTexts as reachingInFrench } from "./fr/reaching.ts";
import { sendingTexts as sendingInEnglish } from "./en/sending.ts";
import { sendingTexts as sendingInFrench } from "./fr/sending.ts";

const en = { ...firstInEnglish, ...peopleInEnglish, ...setupInEnglish, ...sendingInEnglish, ...reachingInEnglish };
const fr = { ...firstInFrench, ...peopleInFrench, ...setupInFrench, ...sendingInFrench, ...reachingInFrench };

interface Tree {
  readonly [key: string]: string | Tree;
}

function leaves(tree: Tree, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") found.set(path + key, value);
    else for (const leaf of leaves(value, `${path}${key}.`)) found.set(...leaf);
  }
  return found;
}

/** French has the plural "many" (a million), which English has not. */
const comparable = (keys: Iterable<string>): string[] => [...keys].filter((key) => !key.endsWith("_many")).sort();
const holes = (text: string): string[] => [...text.matchAll(/{{(\w+)}}/g)].map((hole) => hole[1] ?? "").sort();

const english = leaves(en);
const french = leaves(fr);

test("both languages have the same keys", () => {
  expect(comparable(french.keys())).toEqual(comparable(english.keys()));
});

test("no text is empty", () => {
  const empty = [...english, ...french].filter(([, text]) => text.trim() === "");
  expect(empty).toEqual([]);
});

test("both languages fill the same holes", () => {
  const differ = [...english].filter(([key, text]) => holes(text).join() !== holes(french.get(key) ?? "").join());
  expect(differ.map(([key]) => key)).toEqual([]);
});

test("every French plural also has its form for millions", () => {
  const others = [...french.keys()].filter((key) => key.endsWith("_other"));
  expect(others.filter((key) => !french.has(key.replace(/_other$/, "_many")))).toEqual([]);
});

test("French spaces before double signs do not break lines", () => {
  const broken = [...french].filter(([, text]) => / [:;!?»]/.test(text) || text.includes("« "));
  expect(broken.map(([key]) => key)).toEqual([]);
});
