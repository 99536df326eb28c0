/** Keeps one page for when the server cannot be reached. Nothing else is stored. */
export function registerOfflinePage(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js").catch(() => {
      // A browser that forbids workers (private window, policy) loses only the offline page.
    });
  });
}
