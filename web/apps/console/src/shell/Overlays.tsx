import { useHotkeys } from "@mantine/hooks";
import { lazy, Suspense, useEffect } from "react";
import { openPalette, useOverlay } from "./openings.ts";

const readPalette = () => import("./Palette.tsx");
const Palette = lazy(async () => ({ default: (await readPalette()).Palette }));
const ShortcutSheet = lazy(async () => ({ default: (await import("./ShortcutSheet.tsx")).ShortcutSheet }));

/** How long after the screen the palette is fetched, so that it opens at once, in milliseconds. */
const AHEAD = 3_000;

export function Overlays() {
  const open = useOverlay();
  // Also while one types: the palette is how one leaves a field without a mouse.
  useHotkeys([["mod+K", openPalette]], []);
  useEffect(() => {
    const timer = setTimeout(() => void readPalette(), AHEAD);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Suspense>
      {open === "palette" ? <Palette /> : null}
      {open === "shortcuts" ? <ShortcutSheet /> : null}
    </Suspense>
  );
}
