import { useRef } from "react";

/**
 * A key for each content sent: trying the same again after silence repeats nothing, and
 * something corrected counts as new.
 */
export function useKeys(): (content: unknown) => string {
  const keys = useRef(new Map<string, string>());
  return (content) => {
    const text = JSON.stringify(content);
    const key = keys.current.get(text) ?? crypto.randomUUID();
    keys.current.set(text, key);
    return key;
  };
}
