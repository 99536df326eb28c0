import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Dock, LineEvents, Site } from "../site.ts";
import type { FromServer, Message, ToServer } from "./frames.ts";
import { phaseOf } from "./state.ts";
import { Talk } from "./talk.ts";

const availability = { state: "open" as const, at: "2026-03-02T08:00:00Z", opens_at: null, wait: null };
const SUBJECT = { key: "orders", label: { en: "Orders", fr: "Commandes" }, state: "open" as const };

/** The server, held by the test. */
class Server {
  said: ToServer[] = [];
  hellos = 0;
  isOpen = true;
  data: Record<string, unknown> | null = null;
  /** What the page said of who is there; in the page's own object, which it changes. */
  dock!: Dock;
  events!: LineEvents;
  readonly site: Site;

  constructor(more: Partial<Site> = {}) {
    this.site = { key: "k", subjects: [], form: [], files: true, availability, ...more } as unknown as Site;
  }

  talk(identity?: Dock["identity"]): Talk {
    this.dock = {
      site: this.site,
      origin: "https://guichet.test",
      language: "fr",
      update: () => undefined,
      visit: () => ({ referrer: "", pages: [], data: this.data }),
      identity,
      line: (events: LineEvents) => {
        this.events = events;
        const hello = () => (this.said.push(events.hello()), (this.hellos += 1));
        return { open: hello, again: hello, send: (frame: ToServer) => this.isOpen && Boolean(this.said.push(frame)) };
      },
    } as unknown as Dock;
    return new Talk(this.dock);
  }

  tells(frame: FromServer): void {
    this.events.frame(frame);
  }

  welcomes(token = "t", messages: Message[] = [], open = false): void {
    this.tells({ op: "welcome", token, messages, more: false, open, agent: null, availability });
  }

  of<Op extends ToServer["op"]>(op: Op): Extract<ToServer, { op: Op }>[] {
    return this.said.filter((one): one is Extract<ToServer, { op: Op }> => one.op === op);
  }
}

function message(clientId: string | null, more: Partial<Message> = {}): Message {
  const base = { id: `m-${clientId ?? "agent"}`, interaction: "i1", seq: 1, at: "2026-03-02T08:00:00Z", name: null, text: "x", notice: null };
  return { ...base, from: clientId ? "visitor" : "agent", client_id: clientId, receipt: clientId ? null : "r1", ...more };
}

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

describe("a conversation", () => {
  it("says again after a loss what was not answered, under the same id, and once answered no more", () => {
    const server = new Server();
    const talk = server.talk();
    server.welcomes();
    talk.say("Bonjour");
    server.events.lost();
    server.welcomes();
    const [first, second] = server.of("say");
    expect([second?.id, second?.text]).toEqual([first?.id, "Bonjour"]);
    server.tells({ op: "said", id: first?.id ?? "", message: message(first?.id ?? "") });
    server.welcomes("t", [], true);
    expect(server.of("say")).toHaveLength(2);
    expect(talk.state.messages).toHaveLength(1);
  });

  it("goes on after a reload with what had not left", () => {
    const before = new Server();
    before.talk();
    before.welcomes();
    before.isOpen = false;
    const talk = before.talk();
    talk.say("pas encore parti");
    const after = new Server();
    after.talk();
    after.welcomes();
    expect(after.of("say").map((one) => one.text)).toEqual(["pas encore parti"]);
  });

  it("tries again by itself what the server could not take just now", () => {
    const server = new Server();
    const talk = server.talk();
    server.welcomes();
    talk.say("Bonjour");
    const id = server.of("say")[0]?.id ?? "";
    server.tells({ op: "refused", id, code: "unavailable", again: true });
    vi.advanceTimersByTime(3_000);
    expect(server.of("say").map((one) => one.id)).toEqual([id, id]);
    server.tells({ op: "refused", id, code: "closed", again: false });
    vi.advanceTimersByTime(60_000);
    expect(server.of("say")).toHaveLength(2);
    expect(talk.state.pending[0]).toMatchObject({ failed: true, code: "closed" });
  });

  it("carries what the page tells of the cart with the hello, and again when it has changed", () => {
    const server = new Server();
    server.data = { cart: 1 };
    const talk = server.talk();
    server.welcomes();
    talk.say("un");
    server.data = { cart: 2 };
    talk.say("deux");
    talk.say("trois");
    expect(server.of("hello")[0]?.visit.data).toEqual({ cart: 1 });
    expect(server.of("say").map((one) => one.context?.data)).toEqual([undefined, { cart: 2 }, undefined]);
  });

  it("begins with its subject and its answers, and does not repeat them", () => {
    const server = new Server({ subjects: [SUBJECT] });
    const talk = server.talk();
    server.welcomes();
    talk.wish({ subject: "orders", invitation: "help" });
    talk.say("un", { form: { order: "MV-1" } });
    const [first] = server.of("say");
    expect(first).toMatchObject({ subject: "orders", invitation: "help", form: { order: "MV-1" } });
    server.tells({ op: "said", id: first?.id ?? "", message: message(first?.id ?? "") });
    talk.say("deux");
    expect(server.of("say")[1]).not.toHaveProperty("subject");
  });

  it("an unknown subject of the page is none", () => {
    const server = new Server({ subjects: [SUBJECT] });
    const talk = server.talk();
    talk.wish({ subject: "nonsense" });
    expect(phaseOf(talk.state, server.site)).toBe("subjects");
  });

  it("what a page beside it began is joined, not doubled", () => {
    const one = new Server();
    const two = new Server();
    const talking = one.talk();
    const beside = two.talk();
    one.welcomes("token-one");
    two.welcomes("token-two");
    talking.say("Bonjour");
    dispatchEvent(new StorageEvent("storage", { key: "guichet:k", newValue: localStorage.getItem("guichet:k") }));
    expect(two.of("hello").map((hello) => hello.token)).toEqual([null, "token-one"]);
    two.welcomes("token-one");
    beside.say("Encore moi");
    expect(two.said.at(-1)).toMatchObject({ op: "say", text: "Encore moi" });
    expect(JSON.parse(localStorage.getItem("guichet:k") ?? "{}")).toMatchObject({ token: "token-one" });
  });

  it("stores nothing before the visitor says something", () => {
    const server = new Server();
    const talk = server.talk();
    server.welcomes();
    talk.show(true);
    talk.typing("Bonj");
    expect(Object.keys(localStorage)).toEqual([]);
    talk.say("Bonjour");
    expect(Object.keys(localStorage)).toEqual(["guichet:k"]);
  });

  it("tells that words came, and that they were seen once the panel is open", () => {
    const server = new Server();
    const talk = server.talk();
    server.welcomes();
    server.tells({ op: "message", message: message(null) });
    expect(server.said.at(-1)).toEqual({ op: "got", ids: ["r1"] });
    expect(talk.unread).toBe(1);
    talk.show(true);
    expect(server.said.at(-1)).toEqual({ op: "seen", ids: ["r1"] });
    expect(talk.unread).toBe(0);
  });

  it("asks whether somebody is there, and believes no silence", async () => {
    const server = new Server({ subjects: [SUBJECT] });
    const talk = server.talk();
    server.welcomes();
    const asked = talk.check("orders");
    server.tells({ op: "availability", subject: "orders", ...availability, state: "busy" });
    expect(await asked).toBe("busy");
    expect(server.site.subjects[0]?.state).toBe("busy");
    const unanswered = talk.check(null);
    vi.advanceTimersByTime(8_000);
    expect(await unanswered).toBeNull();
  });

  it("keeps the visitor's judgement once it is taken", () => {
    const server = new Server();
    const talk = server.talk();
    server.welcomes("t", [message(null)]);
    talk.rate("i1", 4, "bien");
    const [rate] = server.of("rate");
    expect(rate).toMatchObject({ interaction: "i1", stars: 4, comment: "bien" });
    server.tells({ op: "done", id: rate?.id ?? "" });
    expect(new Server().talk().state.rated).toBe("i1");
  });

  it("of somebody else leaves nothing of the person before: no word, no draft, nothing unsent, nothing kept", () => {
    const server = new Server();
    const talk = server.talk({ id: "alice", signature: "s" });
    server.welcomes("alice's", [message(null, { text: "Bonjour Alice" })], true);
    talk.say("pas parti");
    talk.typing("un brouillon");
    server.dock.identity = { id: "bob", signature: "s" };
    talk.changed();
    server.tells({ op: "welcome", token: "bob's", messages: [], more: false, open: false, agent: null, availability, other: true });
    expect([talk.state.messages, talk.state.pending, talk.state.ongoing, talk.state.life]).toEqual([[], [], false, 1]);
    expect([talk.keeper.held.draft, talk.keeper.held.token, localStorage.length]).toEqual(["", "bob's", 0]);
    expect(server.of("say")).toHaveLength(1);
  });

  it("is gone from the screen and from the device once the page says that nobody is signed in", () => {
    const server = new Server();
    const talk = server.talk({ id: "alice", signature: "s" });
    server.welcomes("alice's", [], true);
    talk.say("Bonjour");
    expect(localStorage.getItem("guichet:k")).toContain("alice's");
    server.dock.identity = null;
    talk.changed();
    expect([talk.state.pending, localStorage.length]).toEqual([[], 0]);
    expect(server.of("hello").at(-1)).toMatchObject({ token: null, since: null, identity: null });
  });

  it("is gone on the next page, too, when that one says it", () => {
    const before = new Server();
    const talk = before.talk({ id: "alice", signature: "s" });
    before.welcomes("alice's", [], true);
    talk.say("Bonjour");
    const after = new Server();
    after.talk(null);
    expect([after.of("hello")[0]?.token, localStorage.length]).toEqual([null, 0]);
  });

  it("of somebody who never said who they are stays theirs, whatever the page says of nobody", () => {
    const server = new Server();
    const talk = server.talk(null);
    server.welcomes("theirs", [], true);
    talk.say("Bonjour");
    talk.changed();
    expect(server.of("hello").at(-1)?.token).toBe("theirs");
    const later = new Server();
    later.talk(undefined);
    expect(later.of("hello")[0]?.token).toBe("theirs");
  });

  it("is told of another page of the same document", () => {
    const server = new Server();
    server.talk();
    server.welcomes();
    history.pushState(null, "", "/caisse");
    dispatchEvent(new PopStateEvent("popstate"));
    dispatchEvent(new PopStateEvent("popstate"));
    expect(server.of("where").map((one) => new URL(one.page.url).pathname)).toEqual(["/caisse"]);
  });
});
