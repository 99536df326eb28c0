import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection } from "./connection.ts";
import type { FromServer, ToServer } from "./frames.ts";

/** Connections of earlier tests still hear that the network is back: each has its own address. */
let test = 0;

/** A socket whose other end is the test. */
class Line {
  static readonly OPEN = 1;
  static made: Line[] = [];
  readyState = 0;
  said: ToServer[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;

  constructor(url: string) {
    if (url === `ws://guichet.test/${test}`) Line.made.push(this);
  }
  send(text: string) {
    this.said.push(JSON.parse(text) as ToServer);
  }
  close() {
    this.readyState = 3;
  }
  answer() {
    this.readyState = 1;
    this.onopen?.();
  }
  tell(frame: FromServer) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  drop(code: number) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const welcome: FromServer = { op: "welcome", token: "t", messages: [], more: false, open: false, agent: null };

const device = { kind: "computer", system: null, browser: null, screen: "1x1" };
const visit = { referrer: "", pages: [], data: null, device, zone: "Indian/Reunion" };
const hello: ToServer = { op: "hello", token: null, since: null, language: "fr", identity: null, visit };

function connect() {
  const happened: string[] = [];
  const connection = new Connection(
    `ws://guichet.test/${test}`,
    {
      hello: () => hello,
      frame: (frame) => happened.push(frame.op),
      lost: () => happened.push("lost"),
      refused: (code) => happened.push(`refused ${code}`),
    },
    () => 0,
  );
  connection.open();
  return { connection, happened };
}

const newest = () => Line.made.at(-1) ?? new Line("none");

beforeEach(() => {
  test += 1;
  Line.made = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Line);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the connection", () => {
  it("says hello first, and nothing before it is open", () => {
    const { connection } = connect();
    expect(connection.send({ op: "ping" })).toBe(false);
    newest().answer();
    expect(newest().said.map((one) => one.op)).toEqual(["hello"]);
  });

  it("comes back after a loss, waiting twice as long each time, ten seconds at most", () => {
    connect();
    const waits: number[] = [];
    for (let loss = 0; loss < 8; loss++) {
      const before = Line.made.length;
      newest().drop(1006);
      let waited = 0;
      for (; Line.made.length === before && waited < 20_000; waited += 50) vi.advanceTimersByTime(50);
      waits.push(waited);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
  });

  it("starts anew with short waits once it was welcomed", () => {
    connect();
    newest().drop(1006);
    vi.advanceTimersByTime(250);
    newest().answer();
    newest().tell(welcome);
    newest().drop(1006);
    vi.advanceTimersByTime(250);
    expect(Line.made).toHaveLength(3);
  });

  it.each([4403, 4404])("does not come back when it was refused for good (%i)", (code) => {
    const { happened } = connect();
    newest().drop(code);
    vi.advanceTimersByTime(60_000);
    expect([happened, Line.made.length]).toEqual([[`refused ${code}`], 1]);
  });

  it("notices that the other end fell silent", () => {
    const { happened } = connect();
    newest().answer();
    newest().tell(welcome);
    vi.advanceTimersByTime(25_000);
    expect(newest().said.at(-1)).toEqual({ op: "ping" });
    vi.advanceTimersByTime(25_000);
    expect(happened.at(-1)).toBe("lost");
  });

  it("tries at once when the network is back", () => {
    connect();
    newest().drop(1006);
    dispatchEvent(new Event("online"));
    expect(Line.made).toHaveLength(2);
  });

  it("does not wait for ever for the answer to what was said: the line is dead, whatever it claims", () => {
    const { connection, happened } = connect();
    newest().answer();
    newest().tell(welcome);
    connection.send({ op: "end", id: "c1" });
    vi.advanceTimersByTime(11_000);
    expect(happened).not.toContain("lost");
    vi.advanceTimersByTime(2_000);
    expect(happened.at(-1)).toBe("lost");
  });

  it("is over at once when the browser says that the network is gone", () => {
    const { happened } = connect();
    newest().answer();
    newest().tell(welcome);
    dispatchEvent(new Event("offline"));
    expect(happened.at(-1)).toBe("lost");
  });
});
