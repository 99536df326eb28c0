"""An SMPP session with receipts: microseconds of CPU a message, and messages a second.

Load: client and centre of ours, each one process with one uvloop, over loopback with TCP_NODELAY;
window 100; every message (40 characters, personal number) is written in full, answered, and
followed by a receipt with two parameters 100 ms later, which is read, matched with its message by
id, and answered. A batch of PDUs is one write. ``cpu`` is of the client alone, counted from the
first message to the last receipt; ``centre_cpu`` of the other side. ``--count N`` messages
(100,000), ``--carrier HOST:PORT`` for another centre.
"""

import asyncio
import multiprocessing
import time
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from typing import cast

import uvloop

from guichet.protocols.smpp import receipts
from guichet.protocols.smpp.events import Batch, BindAsked, Bound, Role
from guichet.protocols.smpp.fast import SubmitForm
from guichet.protocols.smpp.numbers import MessageState
from guichet.protocols.smpp.pdus import BindTransceiver, DeliverSm, SubmitSm
from guichet.protocols.smpp.session import Limits, Session

COUNT, WINDOW, DELAY = 100_000, 100, 0.1
TEXT = b"abcdefghijklmnopqrstuvwxyzabcdefghijklmn"
LIMITS = Limits(window=WINDOW, peer_window=100_000)
AT = datetime(2026, 11, 22, 6, 8, tzinfo=UTC)


class Centre(asyncio.Protocol):
    """Answers at once; a receipt follows each message."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._session: Session[None] = Session(
            Role.SMSC, self._loop.time(), Limits(window=1_000_000, peer_window=100_000)
        )
        self._due: deque[tuple[float, bytes, SubmitSm]] = deque()
        self._count = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        now = self._loop.time()
        batch = self._session.receive(data, now)
        out = [batch.out]
        for event in batch.events:
            if isinstance(event, BindAsked):
                out.append(self._session.accept_bind(b"bench"))
        if batch.requests:
            out.append(self._session.accept_many(self._taken(batch, now)))
        self._out.write(b"".join(out))

    def _taken(self, batch: Batch[None], now: float) -> list[tuple[int, bytes]]:
        taken = []
        if not self._due:
            self._loop.call_at(now + DELAY, self._receipts)
        for pdu in batch.requests:
            assert isinstance(pdu, SubmitSm)
            self._count += 1
            message_id = b"%016x" % self._count
            taken.append((pdu.sequence, message_id))
            self._due.append((now + DELAY, message_id, pdu))
        return taken

    def _receipts(self) -> None:
        now, several = self._loop.time(), []
        while self._due and self._due[0][0] <= now:
            _, message_id, pdu = self._due.popleft()
            several.append((None, _receipt(message_id, pdu)))
        if several and not self._out.is_closing():
            self._out.write(self._session.request_many(several, now))
        if self._due:
            self._loop.call_at(max(now + 0.01, self._due[0][0]), self._receipts)


def _receipt(message_id: bytes, pdu: SubmitSm) -> DeliverSm:
    delivered = MessageState.DELIVERED
    return DeliverSm(
        source_addr_ton=1,
        source_addr_npi=1,
        source_addr=pdu.destination_addr,
        dest_addr_ton=1,
        dest_addr_npi=1,
        destination_addr=pdu.source_addr,
        esm_class=4,
        short_message=receipts.write_text(message_id, delivered, submitted=AT, done=AT),
        tlvs=receipts.parameters(message_id, delivered),
    )


class Client(asyncio.Protocol):
    """Keeps the window full; matches answers and receipts."""

    def __init__(self, count: int, done: asyncio.Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._session: Session[int] = Session(Role.ESME, self._loop.time(), LIMITS)
        self._form = SubmitForm(SubmitSm(source_addr=b"1234", registered_delivery=1))
        self._count, self._done = count, done
        self._sent = self.matched = 0
        self._by_id: dict[bytes, int] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = cast(asyncio.Transport, transport)
        self._out.write(self._session.bind(BindTransceiver(system_id=b"bench", password=b"bench")))

    def data_received(self, data: bytes) -> None:
        now = self._loop.time()
        session = self._session
        batch = session.receive(data, now)
        out = [batch.out]
        if batch.events:
            assert isinstance(batch.events[0], Bound)
            self.begun, self.cpu = time.perf_counter(), time.process_time()
        by_id = self._by_id
        for token, status, message_id in batch.answers:
            assert not status
            assert message_id is not None
            by_id[message_id] = token
        if batch.requests:
            out.append(session.answer_many(self._matched(batch)))
        room = min(session.room, self._count - self._sent)
        if room:
            first = self._sent + 1
            self._sent += room
            messages = [(n, self._form, b"2547%08d" % n, TEXT) for n in range(first, first + room)]
            out.append(session.submit_many(messages, now))
        self._out.write(b"".join(out))
        if self.matched == self._count and not self._done.done():
            self._done.set_result(None)

    def _matched(self, batch: Batch[int]) -> list[int]:
        by_id, sequences = self._by_id, []
        for pdu in batch.requests:
            assert isinstance(pdu, DeliverSm)
            receipt = receipts.receipt_of(pdu)
            assert receipt is not None
            if by_id.pop(receipt.message_id, None) is not None:
                self.matched += 1
            sequences.append(pdu.sequence)
        return sequences


def _centre(pipe: Connection) -> None:
    async def serve() -> float:
        server = await asyncio.get_running_loop().create_server(Centre, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        begun = time.process_time()
        await asyncio.to_thread(pipe.recv)
        used = time.process_time() - begun
        server.close()
        return used

    pipe.send(uvloop.run(serve()))


async def _measured(host: str, port: int, count: int) -> dict[str, float | int | str]:
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    _, client = await loop.create_connection(lambda: Client(count, done), host, port)
    await asyncio.wait_for(done, 300)
    cpu, seconds = time.process_time() - client.cpu, time.perf_counter() - client.begun
    return {
        "messages": client.matched,
        "cpu_us_per_message": round(cpu / count * 1e6, 2),
        "messages_per_s": round(count / seconds),
    }


def run(arguments: Sequence[str]) -> dict[str, float | int | str]:
    """Measure; every message has to be answered and every receipt matched."""
    given = dict(zip(arguments[::2], arguments[1::2], strict=True))
    count = int(given.get("--count", COUNT))
    if "--carrier" in given:
        host, _, port = given["--carrier"].rpartition(":")
        return uvloop.run(_measured(host, int(port), count))
    ours, theirs = multiprocessing.Pipe()
    centre = multiprocessing.get_context("spawn").Process(target=_centre, args=(theirs,))
    centre.start()
    try:
        figures = uvloop.run(_measured("127.0.0.1", ours.recv(), count))
        ours.send(None)
        figures["centre_cpu_us_per_message"] = round(ours.recv() / count * 1e6, 2)
    finally:
        centre.join(10)
        centre.kill()
    return figures
