import { useCallback, useLayoutEffect, useRef, useState } from "react";

/** Nearer to the end than this counts as reading the newest, in pixels. */
const NEAR = 80;

/**
 * Keeps a scrolling list at its end as it grows there, unless the reader went back; what is put
 * before `first` moves nothing under their eyes. `first` and `last` name the ends of the list.
 */
export function useStickToEnd(first: string, last: string) {
  const ref = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  /** How far the reader is from the end: what comes before them does not change it. */
  const fromEnd = useRef(0);
  const shown = useRef({ first, last });
  const [unseen, setUnseen] = useState(false);

  const toEnd = useCallback(() => {
    const box = ref.current;
    if (box) box.scrollTop = box.scrollHeight;
    atEnd.current = true;
    setUnseen(false);
  }, []);

  const onScroll = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    fromEnd.current = box.scrollHeight - box.scrollTop;
    atEnd.current = fromEnd.current - box.clientHeight < NEAR;
    if (atEnd.current) setUnseen(false);
  }, []);

  useLayoutEffect(() => {
    const box = ref.current;
    const grown = shown.current.last !== last;
    shown.current = { first, last };
    if (atEnd.current) toEnd();
    else if (grown) setUnseen(true);
    else if (box) box.scrollTop = box.scrollHeight - fromEnd.current;
  }, [first, last, toEnd]);

  return { ref, onScroll, toEnd, unseen };
}
