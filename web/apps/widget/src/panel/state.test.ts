import { describe, expect, it } from "vitest";
import type { FromServer, Message } from "./frames.ts";
import type { Site } from "../site.ts";
import { after, EMPTY, type Happening, phaseOf, place, type State, unread } from "./state.ts";

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
  const page = { url: "https://shop.example/", title: "Shop" };
  const say: Happening = { kind: "ask", frame: { op: "say", id: "c1", text: "Bonjour", page }, at: "2026-03-02T08:00:00Z" };
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
    const restored = all([{ kind: "set", values: { seen: place(message(1)) } }, said(message(1)), said(message(2))]);
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
  });
});

describe("what the visitor is asked next", () => {
  const subject = { key: "orders", label: { en: "Orders", fr: "Commandes" }, state: "open" as const };
  const question = { key: "order", label: { en: "Number", fr: "Numéro" }, kind: "text" as const, required: true, choices: [] };
  const availability = { state: "open" as const, at: "2026-03-02T08:00:00Z", opens_at: null, wait: null };
  const site = (more: Partial<Site>) => ({ subjects: [], form: [], availability, ...more }) as unknown as Site;
  const page = { url: "https://shop.example/", title: "Shop" };
  const asked: Happening = { kind: "ask", frame: { op: "say", id: "c1", text: "Bonjour", page }, at: "2026-03-02T08:00:00Z" };
  const over = message(2, { from: "system", text: null, notice: { code: "closed", params: {} } });
  const closed = said(over);
  /** What another page of the same visitor said: this one was still at its first question. */
  const begunBeside = said(message(1, { from: "visitor", client_id: "other" }));
  const away = { ...availability, state: "away" as const };

  it.each<[string, Partial<Site>, Partial<State>, Happening[]]>([
    ["talk", {}, {}, []],
    ["subjects", { subjects: [subject] }, {}, []],
    ["talk", { subjects: [subject] }, { subject: "orders" }, []],
    ["form", { subjects: [subject], form: [question] }, { subject: "orders" }, []],
    ["leave", { availability: away }, {}, []],
    ["leave", {}, { availability: away }, []],
    ["leave", { subjects: [{ ...subject, state: "closed" }] }, { subject: "orders" }, []],
    ["talk", { form: [question] }, {}, [asked]],
    ["form", { form: [question] }, {}, [asked, frame({ op: "refused", id: "c1", code: "form_incomplete", again: false, fields: ["order"] })]],
    ["talk", { availability: away }, {}, [frame({ op: "said", id: "c1", message: message(1, { from: "visitor" }) })]],
    ["talk", { subjects: [subject], form: [question] }, {}, [begunBeside]],
    ["talk", { subjects: [subject] }, { anew: true, messages: [message(1), over] }, [said(message(3, { from: "visitor" }))]],
    ["ended", { subjects: [subject] }, {}, [begunBeside, closed]],
    ["ended", {}, {}, [said(message(1)), closed]],
    ["ended", {}, { ongoing: true }, [said(message(1)), frame({ op: "ended", interaction: FIRST, rate: true })]],
    ["talk", {}, { anew: true }, [said(message(1))]],
  ])("is %s", (expected, given, before, happened) => {
    expect(phaseOf(all(happened, { ...EMPTY, ...before }), site(given))).toBe(expected);
  });
});

describe("while waiting", () => {
  it("the place and the wait are told, the wait only where it is known, and neither once somebody is there", () => {
    const known = all([frame({ op: "place", position: 3, low: 60, high: 240, known: true })]);
    expect(known.place).toEqual({ position: 3, wait: [60, 240] });
    expect(after(known, frame({ op: "place", position: 2, low: null, high: null, known: false })).place).toEqual({ position: 2, wait: null });
    const joined = said(message(1, { from: "system", text: null, notice: { code: "agent_joined", params: { agent: "Amélie" } } }));
    expect(after(known, joined).place).toBeNull();
  });

  it("what an agent answered to, or is answering to, was read", () => {
    const mine = message(1, { from: "visitor" });
    expect(all([said(mine)]).read < place(mine)).toBe(true);
    expect(all([said(mine), said(message(2))]).read > place(mine)).toBe(true);
    expect(all([said(mine), frame({ op: "typing", on: true, name: "Amélie" })]).read).toBe(place(mine));
  });
});

describe("what was asked for", () => {
  it("a judgement is remembered once the server has it; a message left waits for its place in the conversation", () => {
    const rate: Happening = { kind: "ask", frame: { op: "rate", id: "r1", interaction: FIRST, stars: 5 }, at: "" };
    const state = all([rate, frame({ op: "done", id: "r1" })]);
    expect([state.pending, state.rated]).toEqual([[], FIRST]);
    const page = { url: "https://shop.example/", title: "Shop" };
    const leave: Happening = { kind: "ask", frame: { op: "leave", id: "l1", text: "x", email: "a@b.fr", page }, at: "" };
    expect(all([leave, frame({ op: "done", id: "l1" })]).pending).toHaveLength(1);
    expect(all([leave, frame({ op: "done", id: "l1" }), frame({ op: "said", id: "l1", message: message(1, { client_id: "l1" }) })]).pending).toEqual([]);
  });
});
