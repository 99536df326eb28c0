// The visit, as far as it may be remembered: with consent over the pages of this tab, without it
// this page and where it was come from. Closures rather than a class: they weigh less.
import { keep, kept } from "./kept.ts";
import { type PageSeen, type Site, storageKey, type Unit } from "./site.ts";

const MOST_PAGES = 50;

interface Seen {
  referrer: string;
  pages: PageSeen[];
  /** Was here before this visit, as far as that may be known. */
  back: boolean;
}

export interface Visits {
  /** The page passes the visitor's decision. */
  consent: (given: boolean) => void;
  /** What is remembered, with the present page at its end. */
  seen: () => Readonly<Seen>;
  unit: () => Unit;
  keepUnit: (unit: Unit) => void;
}

export function visits(site: Site): Visits {
  const visitKey = `${storageKey(site)}:visit`;
  const unitKey = `${storageKey(site)}:unit`;
  let may = false;
  let held: Seen = { referrer: document.referrer, pages: [], back: false };
  let unit: Unit = { id: Math.random().toString(36).slice(2) + String(Date.now()), kept: false, shown: {} };

  const seen = () => {
    const { href: url } = location;
    const { title } = document;
    const last = held.pages.at(-1);
    if (last?.url === url) last.title = title;
    else held.pages.push({ url, title, at: new Date().toISOString() });
    held.pages = held.pages.slice(may ? -MOST_PAGES : -1);
    if (may) keep("sessionStorage", visitKey, held);
    return held;
  };
  const keepUnit = (now: Unit) => {
    unit = { ...now, kept: may };
    if (may) keep("localStorage", unitKey, unit);
  };
  const consent = (given: boolean) => {
    if (given && !may) {
      const visit = kept("sessionStorage", visitKey) as Seen | null;
      const known = kept("localStorage", unitKey) as Unit | null;
      held = visit?.pages ? { ...visit, pages: visit.pages.concat(held.pages) } : { ...held, back: !!known };
      may = given;
      keepUnit(known?.id ? known : unit);
    }
    may = given;
    if (!given) {
      keep("sessionStorage", visitKey, null);
      keep("localStorage", unitKey, null);
      unit.kept = given;
    }
    seen();
  };
  if (site.consent === "none") consent(true);
  else seen();
  return { consent, seen, unit: () => unit, keepUnit };
}
