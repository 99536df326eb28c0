import { inOtherWords, reloadIfNewer } from "./parts.ts";

/** Keeps one page for when the server cannot be reached. Nothing else is stored. */
export function registerOfflinePage(): void {
  stayWhileAway();
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const register = (): void => {
    navigator.serviceWorker.register("/sw.js").catch(() => {
      // A browser that forbids workers (private window, policy) loses only the offline page.
    });
  };
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}

/**
 * When a part of the console does not come, the router would load the whole page anew, for the part may be of another
 * version by now. Where the server only cannot be reached, that would lose the page one is on and what was written
 * there, and whether it can be reached is not known from the browser: a network may claim to be there. The router
 * knows such a fault by its words, so it is given others, and the server is asked.
 */
function stayWhileAway(): void {
  addEventListener("vite:preloadError", ({ payload }) => {
    payload.message = inOtherWords(payload.message);
    void reloadIfNewer();
  });
}
