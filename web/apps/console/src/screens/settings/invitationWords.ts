import type { Say } from "../../locales/keys.ts";

interface Rule {
  readonly pages?: readonly string[];
  readonly seconds_on_page?: number;
  readonly data?: readonly { readonly path: string; readonly test: Test; readonly value?: string }[];
  readonly returning?: "any" | "new" | "returning";
  readonly text?: { readonly en?: string; readonly fr?: string };
  readonly most?: number;
}

type Test = "present" | "absent" | "is" | "is_not" | "at_least" | "at_most" | "contains";

function saidIn(language: "en" | "fr", { text = {} }: Rule): string {
  return [text[language], text.en, text.fr].find(Boolean) ?? "…";
}

/** An invitation as one sentence: on which pages, after how long, if what, for whom, saying what. */
export function invitationWords(rule: Rule, language: "en" | "fr", t: Say<"settings">): string {
  const { pages = [], data = [], returning = "any" } = rule;
  const where = pages.length ? t("invitations.pages", { pages: pages.join(", ") }) : t("invitations.everyPage");
  const after = t("invitations.after", { count: rule.seconds_on_page ?? 0 });
  const tests = data.map(({ path, test, value = "" }) => t(`invitations.tests.${test}`, { path, value }));
  const who = returning === "any" ? [] : [t(`invitations.${returning}`)];
  return t("invitations.sentence", { where, when: [after, ...tests, ...who].join(", "), said: saidIn(language, rule) });
}
