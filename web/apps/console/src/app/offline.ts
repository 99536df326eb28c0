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
 * A part of the console that does not come is fetched anew by loading the whole page, for it may be of
 * another version by now. Without a network that would lose the page one is on: the router knows such
 * a fault by its words, so it is given others.
 */
function stayWhileAway(): void {
  addEventListener("vite:preloadError", ({ payload }) => {
    if (!navigator.onLine) payload.message = "preload: no network";
  });
}
