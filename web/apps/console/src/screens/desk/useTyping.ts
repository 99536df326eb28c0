import { useEffect, useState } from "react";
import { useSignals } from "../../app/live.ts";

/** A sign of typing lapses by itself after this long, in milliseconds. */
const LAPSE = 6000;

/** Whether the person at the other end is typing now. */
export function useTyping(interactionId: string): boolean {
  const [until, setUntil] = useState(0);
  useSignals("desk.conversation", { interaction_id: interactionId }, (signal) => {
    if (signal["kind"] !== "typing" || signal["from"] !== "contact") return;
    setUntil(signal["on"] === true ? Date.now() + LAPSE : 0);
  });
  useEffect(() => {
    if (until === 0) return;
    const timer = setTimeout(() => setUntil(0), Math.max(0, until - Date.now()));
    return () => clearTimeout(timer);
  }, [until]);
  return until > 0;
}
