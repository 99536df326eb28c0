/** Sounds are on unless the agent turned them off on this device. */
const SILENT = "guichet.silent";

export const isSilent = (): boolean => localStorage.getItem(SILENT) === "yes";
export function turnSound(on: boolean): void {
  if (on) localStorage.removeItem(SILENT);
  else localStorage.setItem(SILENT, "yes");
}
