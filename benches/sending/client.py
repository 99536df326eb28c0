"""A program that sends texts over HTTP as fast as it is answered, on some connections at once:
``python -m benches.sending.client host port token connections requests batch``. Says the waits in
milliseconds and the seconds it took, as JSON.
"""

import asyncio
import json
import statistics
import sys
import time

import uvloop

TEXT = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"
"""Forty characters, as the peers were measured with."""


class Sender(asyncio.Protocol):
    """One connection: the next request goes when the answer is there."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._head = b""
        self._begun = 0.0
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self.next()

    def next(self) -> None:
        """Send one more, if one is left."""
        request = self._load.next()
        if request is not None:
            self._begun = time.perf_counter()
            self._transport.write(request)  # type: ignore[attr-defined]  # of a connection

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, found, rest = self._read.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(rest) < length:
            return
        self._read = b""
        if not head.startswith(b"HTTP/1.1 202"):
            raise AssertionError(head + rest)
        self._load.answered(time.perf_counter() - self._begun)
        self.next()


class Load:
    """What is to be sent, and how long each waited."""

    def __init__(self, host: str, token: str, requests: int, batch: int) -> None:
        self._head = (
            f"POST /api/v1/messages HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )
        self._left, self._batch, self._number = requests, batch, 0
        self._requests = requests
        self.waits: list[float] = []
        self.done = asyncio.Event()

    def next(self) -> bytes | None:
        """One more request."""
        if not self._left:
            return None
        self._left -= 1
        first, self._number = self._number, self._number + self._batch
        people = ",".join(
            f'{{"to":"+262692{n % 1_000_000:06d}"}}' for n in range(first, first + self._batch)
        )
        body = f'{{"text":"{TEXT}","purpose":"service","sender":"36789","recipients":[{people}]}}'
        return f"{self._head}{len(body)}\r\n\r\n{body}".encode()

    def answered(self, seconds: float) -> None:
        """Note a wait."""
        self.waits.append(seconds)
        if len(self.waits) >= self._requests:
            self.done.set()


async def run(arguments: list[str]) -> None:
    """Send, and say how it went."""
    host, port, token = arguments[:3]
    connections, requests, batch = map(int, arguments[3:])
    load = Load(host, token, requests, batch)
    begun = time.perf_counter()
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: Sender(load), host, int(port))
    await load.done.wait()
    cuts = statistics.quantiles(load.waits, n=100)
    told = {"seconds": time.perf_counter() - begun, "p50": cuts[49] * 1e3, "p99": cuts[98] * 1e3}
    print(json.dumps(told))


if __name__ == "__main__":
    uvloop.run(run(sys.argv[1:]))
