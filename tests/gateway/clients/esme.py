"""A client's system, on our own codec: what the server says is looked at PDU by PDU."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from guichet.protocols.smpp import codec, pdus
from guichet.protocols.smpp.pdus import Bind, DeliverSm, Pdu, SubmitSm
from guichet.protocols.smpp.stream import Frames
from tests.waiting import eventually

P = TypeVar("P")


class Esme:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._sequence = 0
        self._answers: dict[int, Pdu] = {}
        self.delivered: list[DeliverSm] = []
        self.answer: Callable[[DeliverSm], int | None] = lambda _pdu: 0
        """The status it answers deliveries with; none: not at all."""
        self.closed = asyncio.Event()

    async def read(self) -> None:
        """Until the connection ends."""
        frames = Frames()
        while data := await self._reader.read(65_536):
            for frame in frames.feed(data):
                self._take(codec.decode(frame))
        self.closed.set()

    def _take(self, pdu: Pdu) -> None:
        if isinstance(pdu, DeliverSm):
            self.delivered.append(pdu)
            code = self.answer(pdu)
            if code is not None:
                self.write(pdus.DeliverSmResp(pdu.sequence, code))
        elif isinstance(pdu, pdus.Unbind):
            self.write(pdus.UnbindResp(pdu.sequence))
            self._writer.close()
        elif codec.command_of(pdu) & 0x8000_0000:
            self._answers[pdu.sequence] = pdu

    def write(self, pdu: Pdu) -> None:
        """Send it as it is."""
        self._writer.write(codec.encode(pdu))

    def raw(self, octets: bytes) -> None:
        """Send anything."""
        self._writer.write(octets)

    def send(self, pdu: Pdu) -> int:
        """Send it under the next sequence, which is given."""
        self._sequence += 1
        self.write(pdu._replace(sequence=self._sequence))
        return self._sequence

    async def answered(self, sequence: int) -> Pdu:
        """What came back."""
        await eventually(lambda: sequence in self._answers, what=f"an answer to {sequence}")
        return self._answers.pop(sequence)

    def has(self, sequence: int) -> bool:
        """Whether it came back."""
        return sequence in self._answers

    async def ask(self, pdu: Pdu) -> Pdu:
        """Send it and wait for what comes back."""
        return await self.answered(self.send(pdu))

    async def bind(
        self, system_id: str, password: str, kind: type[Bind] = pdus.BindTransceiver
    ) -> int:
        """The status."""
        asked = kind(system_id=system_id.encode(), password=password.encode())
        return (await self.ask(asked)).status


@asynccontextmanager
async def esme(port: int, tls: ssl.SSLContext | None = None) -> AsyncIterator[Esme]:
    """Connected while the block lasts."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
    one = Esme(reader, writer)
    reading = asyncio.create_task(one.read())
    try:
        yield one
    finally:
        writer.close()
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


def text(words: str = "Bonjour", to: bytes = b"262692000001", **more: object) -> SubmitSm:
    """A text with a receipt wanted."""
    fields: dict[str, object] = {
        "source_addr_ton": 5,
        "source_addr": b"BOUTIQUE",
        "dest_addr_ton": 1,
        "dest_addr_npi": 1,
        "destination_addr": to,
        "registered_delivery": 1,
        "short_message": words.encode("ascii"),
        **more,
    }
    return SubmitSm()._replace(**fields)  # type: ignore[arg-type]  # by name
