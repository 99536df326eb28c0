// Storage that may be forbidden, full, or spoilt by others.

export type Where = "localStorage" | "sessionStorage";

export function kept(where: Where, key: string): unknown {
  try {
    return JSON.parse(window[where].getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** Keep it; `null` takes it away. */
export function keep(where: Where, key: string, value: unknown): void {
  try {
    if (value === null) window[where].removeItem(key);
    else window[where].setItem(key, JSON.stringify(value));
  } catch {
    // forbidden or full: it lasts as long as the page
  }
}
