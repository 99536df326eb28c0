import { useLayoutEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useShortcuts } from "../../shell/shortcuts.ts";

/** J and K move through the requests. */
export function useMoveShortcuts(move: (step: 1 | -1) => void): void {
  const { t } = useTranslation("desk");
  const latest = useLatest(move);
  const list = useMemo(
    () => [
      { keys: "j", label: t("shortcuts.next"), run: () => latest.current(1) },
      { keys: "k", label: t("shortcuts.previous"), run: () => latest.current(-1) },
    ],
    [t, latest],
  );
  useShortcuts(list);
}

const DEED_KEYS = { take: "t", release: "u", close: "e", reply: "r", hold: "h", hand: "x", consult: "c" } as const;
type Deed = keyof typeof DEED_KEYS;

/** One key for each thing done to the request shown. */
export function useDeedShortcuts(deeds: Readonly<Record<Deed, () => unknown>>): void {
  const { t } = useTranslation("desk");
  const latest = useLatest(deeds);
  const list = useMemo(
    () =>
      (Object.keys(DEED_KEYS) as Deed[]).map((deed) => ({
        keys: DEED_KEYS[deed],
        label: t(`shortcuts.${deed}`),
        run: () => void latest.current[deed](),
      })),
    [t, latest],
  );
  useShortcuts(list);
}

/** The newest value, for callbacks that are registered once. */
function useLatest<T>(value: T) {
  const held = useRef(value);
  useLayoutEffect(() => {
    held.current = value;
  });
  return held;
}
