/**
 * Notices on the desktop, for who works in another window: whether the browser lets us, and whether
 * the person wants them on this device. Never asked for but by a gesture.
 */
import { useSyncExternalStore } from "react";

const OFF = "guichet.desktop.off";
const ASKED = "guichet.desktop.asked";

/** `blocked`: only the person can allow it again, in the browser. */
export type DesktopState = "on" | "off" | "unasked" | "blocked" | "unsupported";

const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((one) => one());

export function desktopState(): DesktopState {
  if (!("Notification" in window) || !window.isSecureContext) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  if (Notification.permission === "default") return "unasked";
  return localStorage.getItem(OFF) === "yes" ? "off" : "on";
}

/** Turns them on, asking the browser where that is needed, or off. Call it from a gesture. */
export async function turnDesktop(on: boolean): Promise<void> {
  localStorage.setItem(ASKED, "yes");
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "yes");
  if (on && desktopState() === "unasked") await Notification.requestPermission();
  tell();
}

/** Whether it is time to offer them: they would work, and the person was never asked here. */
export const worthOffering = (): boolean => desktopState() === "unasked" && localStorage.getItem(ASKED) === null;

/** Not now; the profile still has the switch. */
export function askedDesktop(): void {
  localStorage.setItem(ASKED, "yes");
}

/** Shows one, if it may; gives how to take it away again. */
export function showOnDesktop(title: string, body: string, tag: string): () => void {
  const nothing = (): void => undefined;
  if (desktopState() !== "on") return nothing;
  try {
    const shown = new Notification(title, { body, tag });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
    });
    return () => shown.close();
  } catch (error) {
    // Phones let only a service worker show them; the sound and the card remain.
    if (error instanceof TypeError) return nothing;
    throw error;
  }
}

function watch(heard: () => void): () => void {
  listeners.add(heard);
  let permission: PermissionStatus | null = null;
  navigator.permissions.query({ name: "notifications" }).then(
    (status) => {
      permission = status;
      status.addEventListener("change", heard);
    },
    () => undefined, // a browser that does not tell: the state is read again with the screen
  );
  return () => {
    listeners.delete(heard);
    permission?.removeEventListener("change", heard);
  };
}

/** The state now, also when it is changed in the browser's own settings. */
export const useDesktop = (): DesktopState => useSyncExternalStore(watch, desktopState);
