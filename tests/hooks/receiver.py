"""A receiver of web hooks on this machine that answers as it is told to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from guichet.kit.guarded import networks

LOOPBACK = networks("127.0.0.0/8")
Say = Callable[["Received", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes
    connection: int


def answering(status: str, body: bytes = b"", headers: str = "") -> Say:
    """A plain answer that keeps the connection."""

    async def say(_received: Received, writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n{headers}\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    return say


@dataclass
class Receiver:
    """What came in, and what is answered."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    under_way: int = 0
    most_at_once: int = 0
    say: Say = field(default_factory=lambda: answering("200 OK", b"ok"))

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.port}/in"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        number = self.connections
        try:
            while True:
                received = await _read(reader, number)
                self.received.append(received)
                self.under_way += 1
                self.most_at_once = max(self.most_at_once, self.under_way)
                try:
                    await self.say(received, writer)
                finally:
                    self.under_way -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader, number: int) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
    }
    body = await reader.readexactly(int(headers["content-length"]))
    return Received(first.split(" ")[1], headers, body, number)


@asynccontextmanager
async def receiving(say: Say | None = None) -> AsyncIterator[Receiver]:
    """A receiver while the block lasts."""
    receiver = Receiver()
    if say is not None:
        receiver.say = say
    open_connections: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_connections.add(task)
        await receiver.serve(reader, writer)

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        receiver.port = server.sockets[0].getsockname()[1]
        yield receiver
        for task in open_connections:
            task.cancel()
        await asyncio.gather(*open_connections, return_exceptions=True)
