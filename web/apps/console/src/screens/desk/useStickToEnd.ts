import { useCallback, useLayoutEffect, useRef, useState } from "react";

/** Nearer to the end than this counts as reading the newest, in pixels. */
const NEAR = 80;

/** Keeps a scrolling list at its end as it grows, unless the reader went back. */
export function useStickToEnd(length: number) {
  const ref = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
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
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    if (atEnd.current) setUnseen(false);
  }, []);

  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else setUnseen(true);
  }, [length, toEnd]);

  return { ref, onScroll, toEnd, unseen };
}
