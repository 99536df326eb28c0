import { useEffect, useState } from "react";
import { useSignals } from "../../app/live.ts";
import { tellLooking } from "../../data/desk.ts";
import { whenIdle } from "../../kit/idle.ts";

/** Told again so often, and believed for a little longer, in milliseconds. */
const EVERY = 15_000;
const LAPSE = 40_000;

export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly doing: "reading" | "writing";
}

/** Which colleagues look at the same conversation, and whether they write; tells them of oneself. */
export function useLooking(tenant: string, id: string, me: string): readonly Colleague[] {
  const [seen, setSeen] = useState<ReadonlyMap<string, Colleague & { readonly until: number }>>(new Map());
  useSignals("desk.conversation", { interaction_id: id }, (signal) => {
    if (signal["kind"] !== "looking") return;
    const { id: who, name } = signal["agent"] as { readonly id: string; readonly name: string };
    const doing = signal["doing"] as Colleague["doing"] | "gone";
    if (who === me) return;
    setSeen((held) => {
      const next = new Map(held);
      if (doing === "gone") next.delete(who);
      else next.set(who, { id: who, name, doing, until: Date.now() + LAPSE });
      return next;
    });
  });
  useEffect(() => {
    // Only a sign to colleagues: losing one harms nobody, the next is on its way.
    const tell = (doing: "reading" | "gone", keepalive = false): void => void tellLooking(tenant, id, doing, keepalive).catch(() => undefined);
    // Who only passes by is nobody's colleague at the same conversation.
    let told = false;
    const callOff = whenIdle(() => {
      told = true;
      tell("reading");
    });
    const timer = setInterval(() => {
      if (!document.hidden && told) tell("reading");
      setSeen((held) => new Map([...held].filter(([, one]) => one.until > Date.now())));
    }, EVERY);
    const leave = (): void => {
      if (told) tell("gone", true);
    };
    addEventListener("pagehide", leave);
    return () => {
      callOff();
      clearInterval(timer);
      removeEventListener("pagehide", leave);
      if (told) tell("gone");
    };
  }, [tenant, id]);
  return [...seen.values()];
}
