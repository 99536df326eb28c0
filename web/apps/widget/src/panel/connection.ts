// The socket: comes back by itself after every loss, waits longer each time, notices silence.
import type { FromServer, ToServer } from "./frames.ts";

const PING = 25_000;
const SILENT = 40_000;
const FIRST = 500;
const LONGEST = 10_000;
/** Closed for good: the site is not allowed, or the chat is switched off. */
const FINAL = new Set([4403, 4404]);

export interface Events {
  hello: () => ToServer;
  frame: (frame: FromServer) => void;
  lost: () => void;
  refused: (code: number) => void;
}

export class Connection {
  readonly #url: string;
  readonly #events: Events;
  readonly #chance: () => number;
  #socket: WebSocket | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #heard = 0;

  constructor(url: string, events: Events, chance: () => number = Math.random) {
    this.#url = url;
    this.#events = events;
    this.#chance = chance;
    addEventListener("online", () => this.#atOnce());
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
      this.#beat = setInterval(() => this.#watch(socket), PING);
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      this.#heard = Date.now();
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

  #send(socket: WebSocket, frame: ToServer): boolean {
    socket.send(JSON.stringify(frame));
    return true;
  }

  #watch(socket: WebSocket): void {
    if (Date.now() - this.#heard > SILENT) {
      socket.close();
      this.#ended(socket, 0);
    } else {
      this.send({ op: "ping" });
    }
  }

  #ended(socket: WebSocket, code: number): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    clearInterval(this.#beat);
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
