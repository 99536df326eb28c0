import type { Interaction } from "@guichet/api";
import { useRef, useState } from "react";

interface Taking {
  /** Asked for, and not refused. */
  readonly begun: boolean;
  readonly take: () => void;
  /** Whether the request is the agent's: at once, or when the answer to `take` comes. */
  readonly outcome: () => Promise<boolean>;
}

/**
 * Takes a request without making the agent wait: the field opens at once and has the focus, so
 * that no key typed meanwhile is taken for a shortcut; what is sent goes after the answer.
 */
export function useTaking(interaction: Interaction | undefined, ask: (one: Interaction) => Promise<boolean>): Taking {
  const [begun, setBegun] = useState(false);
  const asked = useRef<Promise<boolean>>(Promise.resolve(true));
  const take = (): void => {
    if (!interaction || interaction.agent || begun) return;
    setBegun(true);
    asked.current = ask(interaction).then((held) => {
      if (!held) setBegun(false);
      return held;
    });
  };
  return { begun, take, outcome: () => asked.current };
}
