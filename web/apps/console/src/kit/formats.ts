/**
 * Formats of the browser, made once: making one takes as long as drawing a message, and a
 * conversation needs one per message.
 */

/**
 * Whose customs of writing days and hours a language follows: the one place where that is chosen. English is written
 * as in Britain, the day before the month and 24 hours: "26 Nov 2026, 17:30" is misread by nobody, 11/12/2026 is.
 */
export const LOCALES: Readonly<Record<string, string>> = { en: "en-GB", fr: "fr" };

const dates = new Map<string, Intl.DateTimeFormat>();
const ages = new Map<string, Intl.RelativeTimeFormat>();

/** The format of dates and times with these options. */
export function dateFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dates, `${language} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(LOCALES[language] ?? language, options));
}

/** The format of "3 minutes ago". */
export function ageFormat(language: string): Intl.RelativeTimeFormat {
  return kept(ages, language, () => new Intl.RelativeTimeFormat(language, { numeric: "auto" }));
}

function kept<Format>(known: Map<string, Format>, key: string, make: () => Format): Format {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
