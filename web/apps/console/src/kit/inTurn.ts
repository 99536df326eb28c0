type Deed = () => Promise<void>;

/** What goes on with a thing, and the newest deed that waits for it to end. */
interface Turn {
  waits: Deed | null;
  done: Promise<void>;
}

const going = new Map<string, Turn>();

/**
 * Runs `deed` once the one before on the same thing has ended, however that went; of several that
 * wait only the newest is run, for it says all. Fails as the last one run does.
 */
export function inTurn(thing: string, deed: Deed): Promise<void> {
  const turn = going.get(thing);
  if (turn) {
    turn.waits = deed;
    return turn.done;
  }
  const begun: Turn = { waits: null, done: Promise.resolve() };
  going.set(thing, begun);
  begun.done = goOn(thing, begun, deed);
  return begun.done;
}

async function goOn(thing: string, turn: Turn, first: Deed): Promise<void> {
  let ended = first();
  for (;;) {
    await ended.catch(() => undefined); // told by the last one alone
    const next = take(turn);
    if (!next) break;
    ended = next();
  }
  going.delete(thing);
  return ended;
}

function take(turn: Turn): Deed | null {
  const { waits } = turn;
  turn.waits = null;
  return waits;
}
