"""A plain SMPP client for tests: sends what it is told, keeps everything that comes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from guichet.protocols.smpp import codec, pdus
from guichet.protocols.smpp.errors import PeerFault
from guichet.protocols.smpp.pdus import Pdu
from guichet.protocols.smpp.stream import Decoder
from tests.waiting import eventually

P = TypeVar("P", bound=Pdu)


class Client:
    """One connection. Deliveries are acknowledged unless ``acknowledges`` is taken away."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.came: list[Pdu | PeerFault] = []
        self.closed = False
        self.acknowledges = True

    async def read(self) -> None:
        """Until the connection ends."""
        decoder = Decoder()
        while octets := await self._reader.read(65_536):
            for pdu in decoder.feed(octets):
                self.came.append(pdu)
                if isinstance(pdu, pdus.DeliverSm) and self.acknowledges:
                    self.send(pdus.DeliverSmResp(pdu.sequence, 0, b""))
        self.closed = True

    def send(self, *several: Pdu) -> None:
        """In one write."""
        self._writer.write(b"".join(map(codec.encode, several)))

    def of(self, kind: type[P]) -> list[P]:
        """What came of one kind."""
        return [one for one in self.came if isinstance(one, kind)]

    async def until(self, kind: type[P], count: int = 1) -> list[P]:
        """Once so many of a kind came."""
        await eventually(lambda: len(self.of(kind)) >= count, every=0.005)
        return self.of(kind)

    async def bind(self, password: bytes = b"") -> pdus.BindTransceiverResp:
        """As a transceiver."""
        self.send(pdus.BindTransceiver(1, system_id=b"esme", password=password))
        return (await self.until(pdus.BindTransceiverResp))[0]

    def close(self) -> None:
        self._writer.close()


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Client]:
    """A client while the block lasts."""
    client = Client(*await asyncio.open_connection("127.0.0.1", port))
    async with asyncio.TaskGroup() as group:
        group.create_task(client.read())
        try:
            yield client
        finally:
            client.close()


def submit(sequence: int, to: bytes = b"33611111111", **fields: object) -> pdus.SubmitSm:
    """A message with a receipt wanted."""
    plain = pdus.SubmitSm(
        sequence,
        source_addr=b"GUICHET",
        source_addr_ton=5,
        dest_addr_ton=1,
        dest_addr_npi=1,
        destination_addr=to,
        registered_delivery=1,
        short_message=b"Bonjour",
    )
    return plain._replace(**fields)  # type: ignore[arg-type]  # the fields of a test
