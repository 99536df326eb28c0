import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "./connection.ts";
import type { TopicView } from "./types.ts";

/** The browser's socket with the network left out: the test plays the server. */
class Line extends EventTarget {
  static dialled: Line[] = [];
  readyState: number = WebSocket.OPEN;
  readonly sent: Record<string, unknown>[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.cut(1000);
  }

  say(frame: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }

  cut(code: number): void {
    this.readyState = WebSocket.CLOSED;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

function makeSocket(): WebSocket {
  const line = new Line();
  Line.dialled.push(line);
  return line as unknown as WebSocket;
}

const dial = () => connect({ url: "ws://desk/live", makeSocket, chance: () => 0.5 });
const line = (): Line => {
  const last = Line.dialled.at(-1);
  if (!last) throw new Error("nobody dialled");
  return last;
};
const hello = { op: "hello", position: 5, epoch: "first", version: "1" };
const item = (id: string, version: number, value = `v${version}`) => ({ kind: "member", id, version, value });

beforeEach(() => {
  Line.dialled = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function opened() {
  const live = dial();
  const views: TopicView[] = [];
  const stop = live.open("tenant.settings", {}, { changed: (view) => views.push(view) });
  line().say(hello);
  const values = () => [...(views.at(-1)?.items.values() ?? [])].map((held) => held.value);
  return { live, views, stop, values };
}

test("a topic is asked for once the server greets, and shows its snapshot", () => {
  const { views, values } = opened();
  expect(line().sent).toEqual([{ op: "open", ref: 1, topic: "tenant.settings", params: {} }]);
  line().say({ op: "snapshot", ref: 1, position: 7, items: [item("a", 1), item("b", 1)] });
  expect(values()).toEqual(["v1", "v1"]);
  expect(views.at(-1)?.state).toBe("live");
});

test("an item of an older or equal version changes nothing", () => {
  const { views, values } = opened();
  line().say({ op: "snapshot", ref: 1, position: 7, items: [item("a", 3)] });
  const before = views.at(-1)?.items;
  line().say({ op: "patch", ref: 1, position: 8, puts: [item("a", 3, "other")], gone: [] });
  line().say({ op: "patch", ref: 1, position: 9, puts: [], gone: [{ kind: "member", id: "a", version: 2 }] });
  expect(values()).toEqual(["v3"]);
  expect(views.at(-1)?.items).toBe(before);
});

test("what went away is dropped", () => {
  const { values } = opened();
  line().say({ op: "snapshot", ref: 1, position: 7, items: [item("a", 1), item("b", 1)] });
  line().say({ op: "patch", ref: 1, position: 8, puts: [], gone: [{ kind: "member", id: "a", version: 2 }] });
  expect(values()).toEqual(["v1"]);
});

test("after a cut it dials again and resumes from its position, keeping what it held", () => {
  const { views, values } = opened();
  line().say({ op: "snapshot", ref: 1, position: 7, items: [item("a", 1)] });
  line().cut(1006);
  expect(views.at(-1)?.state).toBe("offline");
  expect(values()).toEqual(["v1"]);
  vi.advanceTimersByTime(250);
  expect(Line.dialled).toHaveLength(2);
  line().say(hello);
  expect(line().sent.at(-1)).toMatchObject({ op: "open", since: 7, epoch: "first" });
});

test("when it fell behind it asks for a new snapshot", () => {
  opened();
  line().say({ op: "snapshot", ref: 1, position: 7, items: [] });
  line().say({ op: "behind", ref: 1 });
  expect(line().sent.at(-1)).toEqual({ op: "open", ref: 1, topic: "tenant.settings", params: {} });
});

test("a silent socket is asked, then left behind", () => {
  opened();
  vi.advanceTimersByTime(25_000);
  expect(line().sent.at(-1)).toEqual({ op: "ping" });
  vi.advanceTimersByTime(10_000 + 250);
  expect(Line.dialled).toHaveLength(2);
});

test("somebody signed out is not connected again", () => {
  opened();
  line().cut(4401);
  vi.advanceTimersByTime(60_000);
  expect(Line.dialled).toHaveLength(1);
});

test("returns are spaced out while the server is away", () => {
  dial();
  const gaps = [250, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000];
  for (const [tried, gap] of gaps.entries()) {
    line().cut(1006);
    vi.advanceTimersByTime(gap - 1);
    expect(Line.dialled).toHaveLength(tried + 1);
    vi.advanceTimersByTime(1);
    expect(Line.dialled).toHaveLength(tried + 2);
  }
});

test("a closed topic is told to the server and hears no more", () => {
  const { views, stop } = opened();
  stop();
  expect(line().sent.at(-1)).toEqual({ op: "close", ref: 1 });
  line().say({ op: "snapshot", ref: 1, position: 7, items: [item("a", 1)] });
  expect(views).toHaveLength(0);
});

test("late news of something gone does not bring it back", () => {
  const { values } = opened();
  line().say({ op: "snapshot", ref: 1, position: 7, items: [item("a", 1)] });
  line().say({ op: "patch", ref: 1, position: 8, puts: [], gone: [{ kind: "member", id: "a", version: 3 }] });
  line().say({ op: "patch", ref: 1, position: 9, puts: [item("a", 2)], gone: [] });
  expect(values()).toEqual([]);
  line().say({ op: "patch", ref: 1, position: 10, puts: [item("a", 4)], gone: [] });
  expect(values()).toEqual(["v4"]);
});

test("two who open the same topic share one opening, closed by the last", () => {
  const { live, stop } = opened();
  line().say({ op: "snapshot", ref: 1, position: 7, items: [item("a", 1)] });
  const seen: TopicView[] = [];
  const stopSecond = live.open("tenant.settings", {}, { changed: (view) => seen.push(view) });
  expect(seen.at(-1)?.items.size).toBe(1);
  expect(line().sent).toHaveLength(1);
  stop();
  expect(line().sent).toHaveLength(1);
  stopSecond();
  expect(line().sent.at(-1)).toEqual({ op: "close", ref: 1 });
});
