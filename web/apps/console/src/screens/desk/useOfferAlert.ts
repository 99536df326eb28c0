import type { Interaction } from "@guichet/api";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { showOnDesktop } from "../../kit/desktop.ts";
import { isSilent } from "../../kit/sound.ts";

/** It rings again while the offer is not answered, in milliseconds. */
const AGAIN = 6_000;

/** Rings for an offer in one tab only, and shows it on the desktop when the console is not seen. */
export function useOfferAlert(offer: Interaction | undefined): void {
  const { t } = useTranslation("desk");
  const id = offer?.id;
  const show = useEffectEvent((): (() => void) => {
    if (!offer || !document.hidden) return () => undefined;
    const name = offer.contact.name ?? t("visitor", { code: offer.contact.code });
    return showOnDesktop(t("offer.label", { name }), offer.preview?.text ?? "", offer.id);
  });
  useEffect(() => {
    if (id === undefined) return;
    return alone(`guichet.offer.${id}`, () => {
      const hide = show();
      ring();
      const timer = setInterval(ring, AGAIN);
      return () => {
        clearInterval(timer);
        hide();
      };
    });
  }, [id]);
}

/** Runs `act` in one of the tabs that ask for it; gives how to stop. */
function alone(name: string, act: () => () => void): () => void {
  const over = new AbortController();
  const until = new Promise<void>((resolve) => over.signal.addEventListener("abort", () => resolve()));
  const run = async (): Promise<void> => {
    const stop = act();
    await until;
    stop();
  };
  if ("locks" in navigator) {
    navigator.locks.request(name, { signal: over.signal }, run).catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    });
  } else {
    void run();
  }
  return () => over.abort();
}

/** Two soft notes, made on the spot: nothing to fetch. A browser that forbids sound stays silent. */
function ring(): void {
  if (isSilent()) return;
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  [659.3, 880].forEach((pitch, place) => {
    const tone = context.createOscillator();
    const begin = context.currentTime + place * 0.16;
    tone.frequency.value = pitch;
    tone.connect(gain);
    tone.start(begin);
    tone.stop(begin + 0.28);
  });
  gain.gain.setValueAtTime(0.0001, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.12, context.currentTime + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.5);
  setTimeout(() => void context.close(), 700);
}
