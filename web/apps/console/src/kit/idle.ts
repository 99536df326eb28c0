import { startTransition, useEffect, useState } from "react";

/** Longer than this nothing waits for the browser to be idle, in milliseconds. */
const AT_LATEST = 600;

/** Runs when the browser has nothing more pressing to do; gives the way to call it off. */
export function whenIdle(run: () => void): () => void {
  if (!("requestIdleCallback" in globalThis)) {
    // Safari has no such thing: behind the next frame is good enough.
    const timer = setTimeout(run, 50);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(run, { timeout: AT_LATEST });
  return () => cancelIdleCallback(handle);
}

/** False in the first drawing, true once what was drawn stands there: for what nobody sees at once. */
export function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => whenIdle(() => startTransition(() => setSettled(true))), []);
  return settled;
}
