"""A program that submits texts by SMPP with full windows until all its receipts came:
``python -m benches.sending.esme port system_id password messages binds window``. Says the waits
for answers in milliseconds, and the seconds until the last answer and the last receipt, as JSON.
"""

import asyncio
import json
import statistics
import sys
import time
from typing import cast

import uvloop

from guichet.protocols.smpp.events import Bound, Role
from guichet.protocols.smpp.fast import SubmitForm
from guichet.protocols.smpp.pdus import BindTransceiver, DeliverSm, SubmitSm
from guichet.protocols.smpp.session import Limits, Session

TEXT = b"abcdefghijklmnopqrstuvwxyzabcdefghijklmn"
"""Forty characters, as the peers were measured with."""
FORM = SubmitForm(
    SubmitSm(source_addr=b"36789", dest_addr_ton=1, dest_addr_npi=1, registered_delivery=1)
)


class Load:
    """What is to be sent, and what came back."""

    def __init__(self, messages: int) -> None:
        self.left = self.open = self.untold = messages
        self.number = 0
        self.waits: list[float] = []
        self.begun = time.perf_counter()
        self.submitted = 0.0
        self.done = asyncio.Event()

    def next(self, most: int) -> list[tuple[float, SubmitForm, bytes, bytes]]:
        """Up to ``most`` more."""
        count = min(most, self.left)
        self.left -= count
        first, self.number = self.number, self.number + count
        now = time.perf_counter()
        return [
            (now, FORM, b"262692%06d" % (n % 1_000_000), TEXT) for n in range(first, first + count)
        ]

    def answered(self, since: float) -> None:
        """Accepted."""
        self.waits.append(time.perf_counter() - since)
        self.open -= 1
        if not self.open:
            self.submitted = time.perf_counter() - self.begun

    def told(self, receipts: int) -> None:
        """Receipts came."""
        self.untold -= receipts
        if self.untold <= 0:
            self.done.set()


class Bind(asyncio.Protocol):
    """One bind."""

    def __init__(self, load: Load, name: str, password: str, window: int) -> None:
        self._load = load
        self._bind = BindTransceiver(system_id=name.encode(), password=password.encode())
        limits = Limits(window=window, peer_window=100_000)
        self._session: Session[float] = Session(Role.ESME, time.perf_counter(), limits)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._session.bind(self._bind))

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        batch = self._session.receive(data, now)
        out = [batch.out]
        for answer in batch.answers:
            if answer.status:
                raise AssertionError(hex(answer.status))
            self._load.answered(answer.token)
        receipts = [one.sequence for one in batch.requests if isinstance(one, DeliverSm)]
        if receipts:
            out.append(self._session.answer_many(receipts))
            self._load.told(len(receipts))
        if self._session.room and (
            batch.answers or any(isinstance(e, Bound) for e in batch.events)
        ):
            out.append(self._session.submit_many(self._load.next(self._session.room), now))
        self._transport.write(b"".join(out))


async def run(arguments: list[str]) -> None:
    """Submit, and say how it went."""
    port, name, password = arguments[:3]
    messages, binds, window = map(int, arguments[3:])
    load, loop = Load(messages), asyncio.get_running_loop()
    for _ in range(binds):
        await loop.create_connection(
            lambda: Bind(load, name, password, window), "127.0.0.1", int(port)
        )
    await load.done.wait()
    cuts = statistics.quantiles(load.waits, n=100)
    told = {
        "seconds": time.perf_counter() - load.begun,
        "submitted": load.submitted,
        "p50": cuts[49] * 1e3,
        "p99": cuts[98] * 1e3,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    uvloop.run(run(sys.argv[1:]))
