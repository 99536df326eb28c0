/** What an entry point says that is needed here. */
export interface Hearing {
  readonly id: string;
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Keyword {
  readonly id: string;
  readonly keyword: string;
  readonly number: string;
}

/** The keywords that sign up at the page of this code. */
export function keywordsOf(points: readonly Hearing[], code: string): readonly Keyword[] {
  return points.flatMap(({ id, kind, settings }) => {
    if (kind !== "sms" || settings["does"] !== "sign_up" || settings["page"] !== code) return [];
    const words = Array.isArray(settings["keywords"]) ? settings["keywords"].filter((one) => typeof one === "string") : [];
    return words.map((keyword) => ({ id, keyword, number: String(settings["number"]) }));
  });
}
