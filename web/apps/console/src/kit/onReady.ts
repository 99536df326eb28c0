/** Set by who shows offers: what to do when an agent, by a gesture, says they are ready. */
export const onReady: { run: () => void } = { run: () => undefined };
