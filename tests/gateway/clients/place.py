"""A running SMPP server and a company's account."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from guichet.gateway.clients import server as serving
from guichet.gateway.clients import service
from guichet.gateway.clients.server import Doors, SmppServer
from guichet.gateway.clients.types import Draft, NewAccount
from guichet.gateway.mass.accepting import Acceptor
from guichet.gateway.mass.models import MessageRow
from guichet.kit.bus import Bus
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.limits.service import RateLimiter
from guichet.kit.work import SYSTEM, Work
from tests.certificates import Certificate, certificate
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.clients.esme import Esme, esme
from tests.waiting import eventually

ROUTE = UUID(int=1)
KEY = b"k" * 32
ANYWHERE = Doors("127.0.0.1", 0)


@dataclass(frozen=True)
class Place:
    """A running server and an account."""

    server: SmppServer
    tenant: TenantId
    new: NewAccount
    shown: Certificate
    """Inside TLS."""
    db: SystemDatabase
    clock: ManualClock

    async def text(self, words: str, to: str = "38100", account: str = "") -> str | None:
        """A telephone writes to a number whose texts go to the account."""
        async with self.db.transaction() as session:
            work = Work(session, self.tenant, self.clock, self.server.ids, SYSTEM)
            named = account or self.new.account.system_id
            return await service.pass_on(work, named, "+262692123456", to, words)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server.ports[0]

    @asynccontextmanager
    async def client(self, answer: int | None = 0) -> AsyncIterator[Esme]:
        """Bound by the account; it answers receipts with ``answer``, if at all."""
        async with esme(self.port) as one:
            one.answer = lambda _pdu: answer
            assert await one.bind(self.new.account.system_id, self.new.password) == 0
            yield one


@pytest.fixture
async def place(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    ground: Ground,
    make_tenant: MakeTenant,
    make_work: MakeWork,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> AsyncIterator[Place]:
    monkeypatch.setattr(serving, "SLOW", 0.01)
    monkeypatch.setattr(serving, "LOOK_AGAIN", 0.05)
    tenant = await make_tenant()
    async with make_work(tenant) as work:
        new = await service.create(work, Draft("Kannel", per_second=10_000), KEY)
    shown = certificate(tmp_path)
    doors = Doors("127.0.0.1", 0, 0, str(shown.certificate), str(shown.key))
    async with serving_at(system_db, clock, ids, ground, doors) as server:
        yield Place(server, tenant, new, shown, system_db, clock)


@asynccontextmanager
async def serving_at(
    db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    ground: Ground,
    doors: Doors = ANYWHERE,
    bus: Bus | None = None,
) -> AsyncIterator[SmppServer]:
    """One process that clients bind to."""
    server = SmppServer(
        db.transaction,
        clock,
        ids,
        acceptor=Acceptor(db.transaction, clock, ids, ground.cipher),
        limiter=RateLimiter(db, clock),
        hashing_key=KEY,
        doors=doors,
        bus=bus,
    )
    running = asyncio.create_task(server.run())
    try:
        await eventually(lambda: bool(server.ports))
        yield server
        assert not running.done(), running  # whatever clients do, it goes on
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def stored(db: SystemDatabase) -> list[MessageRow]:
    async with db.transaction() as session:
        return list((await session.execute(select(MessageRow).order_by(MessageRow.id))).scalars())
