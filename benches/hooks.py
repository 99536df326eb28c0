"""What telling a web hook costs: events put into its line, and bodies posted to a receiver.

Load: one process, one embedded PostgreSQL with its normal, durable settings, one hook of one
company, a receiver on the same machine in a process of its own (plain HTTP, kept connections).
5,000 events are put in by hundreds, as the follower of the log does, then told: "in order" one at
a time, "lanes" eight at a time. Microseconds are CPU per body: "cpu" this process alone,
"postgres" what the database used meanwhile. Give a number of events to try another length.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from uuid import UUID

import uvloop

from benches.sms_care import Figures, _cpu, _used, _works
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings
from guichet.accounts.works import SystemWorks
from guichet.hooks import service
from guichet.hooks.deliveries.runner import Teller
from guichet.hooks.deliveries.wire import Wire
from guichet.hooks.following import HookFollower
from guichet.hooks.types import OffWhy, Wishes
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.events.types import Event, EventKind, Json, Position
from guichet.kit.guarded import networks
from guichet.kit.ids import IdMaker, TenantId

EVENTS = 5_000
TOGETHER = 100
VANILLE = Settings("Maison Vanille", "Indian/Reunion", "RE", "EUR", ("fr",))
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def run(arguments: Sequence[str]) -> Figures:
    """Measure; gives bodies per second and CPU per body."""
    events = int(arguments[0]) if arguments else EVENTS
    here, there = multiprocessing.Pipe()
    receiver = multiprocessing.Process(target=_receive, args=(there,), daemon=True)
    receiver.start()
    try:
        port = int(here.recv())
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_measure(events, f"http://127.0.0.1:{port}/in"))
    finally:
        receiver.terminate()
        receiver.join()


class _Receiver(asyncio.Protocol):
    """Answers each request once its body is there."""

    def __init__(self) -> None:
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, found, rest = self._held.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        if len(rest) >= length:
            self._held = rest[length:]
            self._transport.write(OK)  # type: ignore[attr-defined]  # what a server gets can write


def _receive(told: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(_Receiver, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(serve())


async def _measure(events: int, address: str) -> Figures:
    figures: Figures = {"events": events}
    cipher, clock = Cipher("b" * 32), SystemClock()
    async with _works() as (works, ids, postgres):
        async with works() as work:
            tenant = (await tenants.create(work, "bench", VANILLE)).id
        for name, lanes in (("in_order", 1), ("lanes", 8)):
            wishes = Wishes(address, ("contact.*",), lanes=lanes)
            hook_id = await _hook(works, tenant, wishes, cipher)
            put = await _put(works, tenant, ids, events, postgres)
            figures |= {f"{name}_{key}": value for key, value in put.items()}
            across = works.system_db.transaction
            async with Wire(networks("127.0.0.0/8")) as wire:
                teller = Teller(across, clock, cipher, wire, _never)
                begun, cpu, used = time.perf_counter(), _cpu(), _used(postgres)
                while await teller.tell_due():
                    pass
            figures |= {
                f"{name}_per_second": events / (time.perf_counter() - begun),
                f"{name}_tell_cpu_us": (_cpu() - cpu) / events * 1e6,
                f"{name}_tell_postgres_us": (_used(postgres) - used) / events * 1e6,
            }
            async with works(tenant_id=tenant) as work:
                await service.remove(work, hook_id)
    return figures


async def _hook(works: SystemWorks, tenant: TenantId, wishes: Wishes, cipher: Cipher) -> UUID:
    async with works(tenant_id=tenant) as work:
        return (await service.create(work, wishes, cipher)).hook.id


async def _put(
    works: SystemWorks, tenant: TenantId, ids: IdMaker, events: int, postgres: int
) -> Figures:
    follower = HookFollower(works.clock, ids)
    cpu, used = _cpu(), _used(postgres)
    for first in range(0, events, TOGETHER):
        several = [_event(tenant, ids, place) for place in range(first, first + TOGETHER)]
        async with works.system_db.transaction() as session:
            await follower.handle_all(session, several)
    return {
        "put_cpu_us": (_cpu() - cpu) / events * 1e6,
        "put_postgres_us": (_used(postgres) - used) / events * 1e6,
    }


def _event(tenant: TenantId, ids: IdMaker, place: int) -> Event:
    item: dict[str, Json] = {
        "id": str(ids.new()),
        "version": 1,
        "name": "Éloïse Hoarau",
        "tags": ["fidèle"],
    }
    return Event(
        position=Position(place + 1),
        tenant_id=tenant,
        id=ids.new(),
        kind=EventKind("crm.contact.created"),
        subject=f"contact:{place}",
        version=1,
        payload={"item": item},
        occurred_at=SystemClock().now(),
    )


async def _never(_session: object, _tenant: TenantId, _hook: UUID, why: OffWhy) -> None:
    raise AssertionError(f"the hook was switched off: {why}")
