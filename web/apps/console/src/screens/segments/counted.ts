/** A figure that was worked out from a few claims no more digits than it has. */
export function shownCount(people: number, exact: boolean, language: string): string {
  const digits: Intl.NumberFormatOptions = exact ? {} : { maximumSignificantDigits: 2 };
  const figure = new Intl.NumberFormat(language, digits).format(people);
  return exact ? figure : `≈\u00a0${figure}`;
}
