"""A program that sends texts over HTTP, or tells of purchases, as fast as it is answered, on some
connections at once: ``python -m benches.sending.client host port token connections requests batch
[events]``. Says the waits in milliseconds and the seconds it took, as JSON.
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
        if not head.startswith(b"HTTP/1.1 20"):
            raise AssertionError(head + rest)
        self._load.answered(time.perf_counter() - self._begun)
        self.next()


class Load:
    """What is to be sent, and how long each waited."""

    path = "messages"

    def __init__(self, host: str, token: str, requests: int, batch: int) -> None:
        self._head = (
            f"POST /api/v1/{self.path} HTTP/1.1\r\nHost: {host}\r\n"
            f"Authorization: Bearer {token}\r\n"
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
        body = self.body(first, self._batch)
        return f"{self._head}{len(body)}\r\n\r\n{body}".encode()

    def body(self, first: int, count: int) -> str:
        """Of a request."""
        people = ",".join(
            f'{{"to":"+262692{n % 1_000_000:06d}"}}' for n in range(first, first + count)
        )
        return f'{{"text":"{TEXT}","purpose":"service","sender":"36789","recipients":[{people}]}}'

    def answered(self, seconds: float) -> None:
        """Note a wait."""
        self.waits.append(seconds)
        if len(self.waits) >= self._requests:
            self.done.set()


class Purchases(Load):
    """What people of a shop with 10,000 clients bought."""

    path = "events"

    def body(self, first: int, count: int) -> str:
        """Of a request."""
        sold = ",".join(map(self._sold, range(first, first + count)))
        return f'{{"events":[{sold}]}}'

    def _sold(self, n: int) -> str:
        at = f"2026-0{1 + n % 9}-{10 + n % 19}T08:00:00Z"
        what = f'"article":"A{n % 2000}","category":"c{n % 20}","amount":{500 + n % 9000}'
        who = f'{{"external_id":"client-{n * 7 % 10_000}"}}'
        return (
            f'{{"id":"sold-{n}","type":"purchase","who":{who},"at":"{at}",'
            f'"properties":{{{what},"place":"Saint-Denis","size":38}}}}'
        )


async def run(arguments: list[str]) -> None:
    """Send, and say how it went."""
    host, port, token = arguments[:3]
    connections, requests, batch = map(int, arguments[3:6])
    kind = Purchases if "events" in arguments else Load
    load = kind(host, token, requests, batch)
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
