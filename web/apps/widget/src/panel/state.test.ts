import { describe, expect, it } from "vitest";
import type { FromServer, Message } from "./frames.ts";
import { after, EMPTY, type Happening, place, type State, unread } from "./state.ts";

const FIRST = "0199a7c2-0000-7000-8000-000000000001";
const SECOND = "0199a7c2-0000-7000-8000-000000000002";

function message(seq: number, more: Partial<Message> = {}): Message {
  const interaction = more.interaction ?? FIRST;
  return {
    id: `${interaction}-${seq}`,
    interaction,
    seq,
    at: "2026-03-02T08:00:00Z",
    from: "agent",
    name: "Amélie",
    text: `n ${seq}`,
    notice: null,
    client_id: null,
    receipt: `r${seq}`,
    ...more,
  };
}

const frame = (one: FromServer): Happening => ({ kind: "frame", frame: one });
const said = (one: Message): Happening => frame({ op: "message", message: one });
const all = (happenings: Happening[], from: State = EMPTY) => happenings.reduce(after, from);
const texts = (state: State) => state.messages.map((one) => one.text);

function permutations<T>(things: T[]): T[][] {
  if (things.length < 2) return [things];
  return things.flatMap((one, index) => permutations(things.toSpliced(index, 1)).map((rest) => [one, ...rest]));
}

describe("messages", () => {
  const three = [message(1), message(2), message(10)];
  it.each(permutations(three))("stand in their order whatever order they come in", (...order) => {
    expect(texts(all(order.map(said)))).toEqual(["n 1", "n 2", "n 10"]);
  });

  it("stand once, however often they come", () => {
    expect(texts(all([said(message(1)), said(message(1)), said(message(1))]))).toEqual(["n 1"]);
  });

  it("of an earlier conversation stand before those of a later one", () => {
    const later = message(1, { interaction: SECOND, text: "later" });
    expect(texts(all([said(later), said(message(7))]))).toEqual(["n 7", "later"]);
  });
});

describe("what the visitor says", () => {
  const say: Happening = { kind: "say", id: "c1", text: "Bonjour", at: "2026-03-02T08:00:00Z" };
  const mine = message(1, { from: "visitor", name: null, client_id: "c1", text: "Bonjour" });

  it("is pending until it is confirmed, by whichever frame comes first", () => {
    expect(all([say]).pending).toHaveLength(1);
    for (const confirmed of [frame({ op: "said", id: "c1", message: mine }), said(mine)]) {
      const state = all([say, confirmed]);
      expect([state.pending, texts(state)]).toEqual([[], ["Bonjour"]]);
    }
  });

  it("is confirmed by the history a page reads when it comes back", () => {
    const welcome: FromServer = { op: "welcome", token: "t", messages: [mine], more: false, open: true, agent: null };
    expect(all([say, frame(welcome)]).pending).toEqual([]);
  });

  it("stays, marked, when it was refused, and is pending again when tried again", () => {
    const refused = all([say, frame({ op: "refused", id: "c1", code: "too_many", again: true })]);
    expect(refused.pending[0]).toMatchObject({ failed: true, code: "too_many" });
    expect(after(refused, { kind: "retry", id: "c1" }).pending[0]).toMatchObject({ failed: false, code: null });
  });
});

describe("unread", () => {
  it("counts agents' words after the last one seen, and none while the panel is open", () => {
    const notice = message(3, { from: "system", text: null, notice: { code: "closed", params: {} } });
    const mine = message(4, { from: "visitor" });
    const closed = all([said(message(1)), said(message(2)), said(notice), said(mine)]);
    expect(unread(closed)).toBe(2);
    const open = after(closed, { kind: "open", open: true });
    expect(unread(open)).toBe(0);
    const later = all([{ kind: "open", open: false }, said(message(5))], open);
    expect(unread(later)).toBe(1);
  });

  it("is what was kept, after a reload", () => {
    const restored = all([{ kind: "restore", pending: [], seen: place(message(1)) }, said(message(1)), said(message(2))]);
    expect(unread(restored)).toBe(1);
  });
});

describe("the agent", () => {
  const notice = (seq: number, code: string) =>
    said(message(seq, { from: "system", text: null, notice: { code, params: { agent: "Amélie" } } }));

  it("is named from joining until leaving or the end", () => {
    expect(all([notice(1, "agent_joined")]).agent).toBe("Amélie");
    expect(all([notice(1, "agent_joined"), notice(2, "agent_left")]).agent).toBeNull();
    expect(all([notice(1, "agent_joined"), notice(2, "closed")]).agent).toBeNull();
  });

  it("is no longer typing once something was said, or the connection is lost", () => {
    const typing = all([frame({ op: "typing", on: true, name: "Amélie" })]);
    expect(typing.typing).toBe("Amélie");
    expect(after(typing, said(message(1))).typing).toBeNull();
    expect(after(typing, { kind: "link", link: "offline" }).typing).toBeNull();
    expect(after(typing, { kind: "silence" }).typing).toBeNull();
  });
});
