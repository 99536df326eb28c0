"""A channel that connects: one line of text per message, over TCP, acknowledged by ``ok <id>``."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import ClassVar

from pydantic import Field

from guichet.gateway.contract import Channel, ChannelSettings, Sink
from guichet.gateway.failures import unreachable
from guichet.gateway.types import (
    Capability,
    Identity,
    Inbound,
    Medium,
    Outbound,
    Outcome,
    Probe,
    Receipt,
)


class LineSettings(ChannelSettings):
    """Where the peer listens."""

    port: int = Field(title="Port")


class LineChannel(Channel[ChannelSettings]):
    """Speaks to ``LinePeer``."""

    kind = "line"
    medium = Medium.MESSAGE
    title: ClassVar[Mapping[str, str]] = {"en": "Line", "fr": "Ligne"}
    description: ClassVar[Mapping[str, str]] = title
    capabilities = frozenset({Capability.TEXT})
    Settings: ClassVar[type[ChannelSettings]] = LineSettings
    connects = True
    _writer: asyncio.StreamWriter | None = None

    @property
    def _port(self) -> int:
        assert isinstance(self.door.settings, LineSettings)
        return self.door.settings.port

    async def open(self, sink: Sink) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer = writer
        try:
            while line := (await reader.readline()).decode().strip():
                peer_id, _, text = line.partition(" ")
                sender = Identity("external", "peer")
                await sink.receive(self.door, Inbound(peer_id, sender, text))
                writer.write(f"ok {peer_id}\n".encode())
            raise ConnectionError("the peer hung up")
        finally:
            self._writer = None
            writer.close()

    async def send(self, outbound: Outbound) -> Outcome:
        if self._writer is None:
            return unreachable("not connected")
        self._writer.write(f"say {outbound.text}\n".encode())
        return Receipt()

    async def probe(self) -> Probe:
        return Probe(self._writer is not None, "ready")


class LinePeer:
    """A real TCP server."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.connections: list[asyncio.StreamWriter] = []
        self.most_at_once = 0
        self.port = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator["LinePeer"]:
        """Listen while the block lasts."""
        server = await asyncio.start_server(self._meet, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.hang_up()
            await server.wait_closed()

    def hang_up(self) -> None:
        """Cut every connection."""
        for writer in self.connections:
            writer.close()

    def say(self, line: str) -> None:
        """Say a line to whoever is connected."""
        for writer in self.connections:
            writer.write(f"{line}\n".encode())

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(writer)
        self.most_at_once = max(self.most_at_once, len(self.connections))
        try:
            while line := (await reader.readline()).decode().strip():
                self.heard.append(line)
        except ConnectionError:
            pass
        finally:
            self.connections.remove(writer)
            writer.close()
