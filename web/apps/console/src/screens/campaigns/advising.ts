import type { Finding, Judgement } from "../../data/campaigns.ts";

/** What is worth saying while somebody writes: the worst first, each rule once. */
export function worthSaying(rules: readonly Judgement[]): readonly Judgement[] {
  const spoken = rules.filter((one) => (one.grade === "bad" || one.grade === "better") && one.findings.length > 0);
  return [...spoken.filter((one) => one.grade === "bad"), ...spoken.filter((one) => one.grade === "better")];
}

/** The text with what could stand there instead; places are counted in characters, as the server does. */
export function instead(text: string, { start, end, instead: other }: Finding): string {
  if (start === null || end === null || other === null) return text;
  const characters = Array.from(text);
  return [...characters.slice(0, start), other, ...characters.slice(end)].join("");
}
