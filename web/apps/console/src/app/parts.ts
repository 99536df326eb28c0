/** How an error begins that says that a part of the console did not come. */
const AWAY = "preload: ";
const RELOADED = "guichet.reloaded";

/** The programs the page `html` begins with: another version of the console has others. */
export function programsOf(html: string): readonly string[] {
  return [...html.matchAll(/<script[^>]*\bsrc="([^"]+)"/g)].map((found) => found[1] ?? "").toSorted();
}

/** Whether a page of the server begins with other programs than the page that is shown. */
export function isNewer(html: string, shown: readonly string[]): boolean {
  const now = programsOf(html);
  return now.length > 0 && now.join(" ") !== shown.toSorted().join(" ");
}

/** Loads the page anew if the server has another version of the console by now; once for each version. */
export async function reloadIfNewer(): Promise<void> {
  const html = await pageOfServer();
  const shown = [...document.querySelectorAll("script[src]")].map((script) => script.getAttribute("src") ?? "");
  if (html === null || !isNewer(html, shown)) return;
  const version = programsOf(html).join(" ");
  if (sessionStorage.getItem(RELOADED) === version) return;
  sessionStorage.setItem(RELOADED, version);
  location.reload();
}

/** Words the router does not know: it would load the whole page anew. */
export const inOtherWords = (message: string): string => (message.startsWith(AWAY) ? message : AWAY + message);

export const isMissingPart = (error: unknown): boolean => error instanceof Error && error.message.startsWith(AWAY);

/**
 * Tries again after a part did not come: browsers remember that and do not ask for it again before the page is loaded
 * anew, which is done once the server answers.
 */
export async function reloadOnceThere(): Promise<void> {
  if ((await pageOfServer()) !== null) location.reload();
}

async function pageOfServer(): Promise<string | null> {
  try {
    const answer = await fetch("/", { cache: "no-store", headers: { Accept: "text/html" } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null; // not reached: what is shown stays
  }
}
