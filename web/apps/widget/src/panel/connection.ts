// The socket: comes back by itself after every loss, waits longer each time, notices silence.
import type { Line, LineEvents } from "../site.ts";
import type { FromServer, ToServer } from "./frames.ts";

const PING = 25_000;
const SILENT = 40_000;
/** An answer is due so long after something was said; else the line is dead, whatever it claims. */
const ANSWER = 12_000;
const FIRST = 500;
const LONGEST = 10_000;
/** Closed for good: the site is not allowed, or the chat is switched off. */
const FINAL = new Set([4403, 4404]);
const UNANSWERED = new Set<ToServer["op"]>(["typing", "got", "seen", "where", "locate"]);

export class Connection implements Line {
  readonly #url: string;
  readonly #events: LineEvents;
  readonly #chance: () => number;
  #socket: WebSocket | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #due: ReturnType<typeof setTimeout> | undefined;
  #heard = 0;

  constructor(url: string, events: LineEvents, chance: () => number = Math.random) {
    this.#url = url;
    this.#events = events;
    this.#chance = chance;
    addEventListener("online", () => this.#atOnce());
    addEventListener("offline", () => this.#drop());
    document.addEventListener("visibilitychange", () => document.hidden || this.#atOnce());
  }

  open(): void {
    if (this.#socket) return;
    clearTimeout(this.#retry);
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#heard = Date.now();
      this.#send(socket, this.#events.hello());
      this.#beat = setInterval(() => this.#watch(), PING);
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (socket !== this.#socket) return;
      this.#heard = Date.now();
      clearTimeout(this.#due);
      this.#due = undefined;
      const frame = JSON.parse(data) as FromServer;
      if (frame.op === "welcome") this.#failures = 0;
      this.#events.frame(frame);
    };
    socket.onclose = ({ code }) => this.#ended(socket, code);
  }

  /** Whether it left; what did not is said again after the next welcome. */
  send(frame: ToServer): boolean {
    const socket = this.#socket;
    return socket?.readyState === WebSocket.OPEN && this.#send(socket, frame);
  }

  again(): void {
    this.#drop();
    this.open();
  }

  #send(socket: WebSocket, frame: ToServer): boolean {
    socket.send(JSON.stringify(frame));
    if (!UNANSWERED.has(frame.op)) this.#due ??= setTimeout(() => this.#drop(), ANSWER);
    return true;
  }

  #watch(): void {
    if (Date.now() - this.#heard > SILENT) this.#drop();
    else this.send({ op: "ping" });
  }

  #drop(): void {
    const socket = this.#socket;
    socket?.close();
    if (socket) this.#ended(socket, 0);
  }

  #ended(socket: WebSocket, code: number): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    clearInterval(this.#beat);
    clearTimeout(this.#due);
    this.#due = undefined;
    if (FINAL.has(code)) {
      this.#events.refused(code);
      return;
    }
    this.#events.lost();
    const longest = Math.min(FIRST * 2 ** this.#failures++, LONGEST);
    this.#retry = setTimeout(() => this.open(), longest / 2 + (longest / 2) * this.#chance());
  }

  #atOnce(): void {
    if (!this.#socket && this.#failures) this.open();
  }
}
