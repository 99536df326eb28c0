"""A process that accepts and carries by SMPP, on embedded PostgreSQL with its normal, durable
settings; the carrier is a process of its own whose work is not counted.
"""

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from nats.aio.msg import Msg
from sqlalchemy.ext.asyncio import AsyncEngine

from benches.living.log import cpu_of
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings
from guichet.accounts.types import PLATFORM
from guichet.gateway.carriers import service
from guichet.gateway.carriers.heard import Heard
from guichet.gateway.carriers.kinds import discover
from guichet.gateway.carriers.runner import TERM, CarrierRunner, Carrying
from guichet.gateway.carriers.standing import Standing
from guichet.gateway.carriers.tally import Tally
from guichet.gateway.carriers.types import Draft
from guichet.gateway.contract import Tools
from guichet.gateway.leases.service import Leases
from guichet.gateway.mass.accepting import Acceptor
from guichet.gateway.mass.care import Clearance
from guichet.gateway.mass.contract import CarrierReceipt
from guichet.gateway.mass.depot import KnownIds, Store
from guichet.gateway.mass.feeding import Feeder
from guichet.gateway.mass.months import make_months
from guichet.gateway.mass.settling import Settling
from guichet.gateway.mass.shelves import Shelves
from guichet.gateway.mass.types import Order, Purpose, Recipient, Wording
from guichet.gateway.mass.writing import Writer
from guichet.kit.cipher import Cipher
from guichet.kit.clock import Clock, ManualClock, SystemClock
from guichet.kit.db.engines import PoolBudget, database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Work
from guichet.prices import service as prices
from guichet.prices.types import PriceRow
from guichet.usage import service as usage
from guichet.usage.types import Caps, Terms

TEXT: Final = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"
"""Forty characters, as the peers were measured with."""
AT_ONCE: Final = 1_000
"""Recipients of one order."""
BINDS, WINDOW = 2, 500


class Counted(Tally):
    """Knows when everything has come back."""

    def __init__(self) -> None:
        super().__init__()
        self.receipts = 0
        self.awaited = 0
        self.first = asyncio.Event()
        self.complete = asyncio.Event()

    def heard(self, route_id: UUID, receipts: Sequence[CarrierReceipt], now: datetime) -> None:
        """Called once they are committed."""
        super().heard(route_id, receipts, now)
        self.receipts += len(receipts)
        self.first.set()
        if self.awaited and self.receipts >= self.awaited:
            self.complete.set()


@dataclass
class House:
    """The running parts."""

    db: SystemDatabase
    engines: Mapping[str, AsyncEngine]
    ids: IdMaker
    acceptor: Acceptor
    runner: CarrierRunner
    tally: Counted
    postgres: int
    tenant: TenantId
    url: str
    """Of the database, for other processes."""
    carrying: "list[asyncio.Task[None]]" = field(default_factory=list)

    def carry(self) -> None:
        """Begin to carry."""
        self.carrying.append(asyncio.create_task(self.runner.run()))

    async def another(self) -> TenantId:
        """Another company, on the same terms."""
        return await _tenant(self.db, SystemClock(), self.ids, "another")

    def cpu(self) -> tuple[float, float]:
        """Seconds this process and PostgreSQL used so far."""
        return time.process_time(), cpu_of(self.postgres)


def orders(tenant: TenantId, messages: int, purpose: Purpose) -> list[Order]:
    """One wording, to as many people."""
    wording = Wording("36789", TEXT, purpose)
    return [
        Order(
            tenant,
            wording,
            [Recipient(f"+262692{one % 1_000_000:06d}") for one in range(first, first + AT_ONCE)],
        )
        for first in range(0, messages, AT_ONCE)
    ]


@asynccontextmanager
async def house(
    carrier: str | None, *, clock: Clock | None = None, rate: float | None = None
) -> AsyncIterator[House]:
    """With one route to ``carrier`` (``host:port``), or to a simulated one of its own, of ``rate``
    messages a second for each bind.
    """
    with tempfile.TemporaryDirectory(prefix="gb-", dir="/tmp") as name:
        await asyncio.to_thread(Path(name).chmod, 0o711)
        async with _carrier(carrier) as (host, port), _database(Path(name)) as (postgres, engines):
            settings = {"host": host, "port": port, "rate": rate}
            one = await _made(postgres, engines, settings, clock or SystemClock())
            gc.freeze()
            gc.set_threshold(10_000, 20, 1_000)
            try:
                yield one
            finally:
                for task in one.carrying:
                    task.cancel()
                await asyncio.gather(*one.carrying, return_exceptions=True)


@asynccontextmanager
async def _database(
    folder: Path,
) -> AsyncIterator[tuple[EmbeddedPostgres, Mapping[str, AsyncEngine]]]:
    postgres = EmbeddedPostgres(folder / "postgres")
    await postgres.start()
    try:
        owner, roles = database_url(postgres.url()), Roles("guichet", "bench")
        await asyncio.to_thread(migrate, owner, roles)
        engines = role_engines(owner, roles, PoolBudget(system=6))
        try:
            yield postgres, {str(role): one for role, one in engines.items()}
        finally:
            for engine in engines.values():
                await engine.dispose()
    finally:
        await postgres.stop()


async def _made(
    postgres: EmbeddedPostgres,
    engines: Mapping[str, AsyncEngine],
    where: Mapping[str, object],
    clock: Clock,
) -> House:
    db = SystemDatabase(engines["system"])
    ids, cipher = IdMaker(clock), Cipher("bench")
    async with db.transaction() as session:
        await make_months(session, clock.now(), clock.now())
    kinds = discover(cipher=cipher)
    settings = {**where, "system_id": "bench", "window": WINDOW}
    async with db.transaction() as session:
        work = Work(session, PLATFORM, clock, ids, SYSTEM)
        made = await service.create_carrier(work, "Bench")
        draft = Draft("Bench", {**settings, "password": "bench"}, binds=BINDS)
        await service.create_route(work, kinds, made.id, "smpp", draft)
    tally = Counted()
    runner = runner_of(db, clock, "bench", tally)
    acceptor = Acceptor(db.transaction, clock, ids, cipher)
    tenant = await _tenant(db, clock, ids)
    pid, url = postgres.pid or 0, postgres.url()
    return House(db, engines, ids, acceptor, runner, tally, pid, tenant, url)


def runner_of(db: SystemDatabase, clock: Clock, holder: str, tally: Tally) -> CarrierRunner:
    """What carries in one process."""
    ids, cipher, standing = IdMaker(clock), Cipher("bench"), Standing()
    writer = Writer(db.transaction, clock, Settling(clock, ids).settle)
    heard = Heard(db.transaction, clock)
    store = Store(db.transaction, clock, Shelves(), writer, KnownIds(), heard.take_in)
    feeder = Feeder(store, standing.choose, Clearance(cipher))
    tools = Tools(clock, ids, _Nobody(), b"", "http://bench", Path(), lambda _tenant, _file: "")
    carrying = Carrying(store, standing, discover(cipher=cipher), tools)
    leases = Leases(db.transaction, holder, TERM)
    return CarrierRunner(carrying, leases, feeder, holder, tally=tally)


async def _tenant(db: SystemDatabase, clock: Clock, ids: IdMaker, slug: str = "bench") -> TenantId:
    """A company that pays five cents for a text, without a limit."""
    settings = Settings("Bench", "Indian/Reunion", "RE", "EUR", ("fr",))
    async with db.transaction() as session:
        made = await tenants.create(Work(session, PLATFORM, clock, ids, SYSTEM), slug, settings)
        work = Work(session, made.id, ManualClock(clock.now()), ids, SYSTEM)
        listed = await prices.create_list(work, "sale", "Standard", "EUR")
        await prices.add_rows(work, listed.id, [PriceRow("262692", work.now, 50_000)], None)
        await prices.assign(work, listed.id, None, "bench")
        await usage.set_terms(work, Terms("EUR", None, None, Caps()))
    return made.id


class _Nobody:
    """Signals nobody hears."""

    @property
    def connected(self) -> bool:
        """Never."""
        return False

    async def publish(self, subject: str, payload: bytes) -> None:
        """Lost."""

    @asynccontextmanager
    async def subscribed(
        self,
        subject: str,
        handler: Callable[[Msg], Awaitable[None]],
        again: Callable[[], None] | None = None,
    ) -> AsyncIterator[None]:
        """Nothing is ever heard."""
        del subject, handler, again
        yield


@asynccontextmanager
async def _carrier(address: str | None) -> AsyncIterator[tuple[str, int]]:
    if address is not None:
        host, _, port = address.partition(":")
        yield host, int(port)
        return
    async with far() as one:
        yield one.host, one.port


@dataclass(frozen=True)
class Far:
    """A simulated carrier in a process of its own."""

    process: asyncio.subprocess.Process
    host: str
    port: int
    control: str
    """Where it is told what to do."""


@asynccontextmanager
async def far() -> AsyncIterator[Far]:
    """One, until left."""
    command = ("simulate", "carrier", "--port", "0", "--control-port", "0")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "guichet", *command, stderr=asyncio.subprocess.PIPE
    )
    try:
        assert process.stderr is not None
        said = (await process.stderr.readline()).decode()
        port = int(said.partition("SMPP on 127.0.0.1:")[2].partition(",")[0])
        yield Far(process, "127.0.0.1", port, said.partition("control on ")[2].strip())
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
