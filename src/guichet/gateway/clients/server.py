"""The SMPP server companies' own systems bind to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any, Final
from uuid import UUID

import structlog
from nats.aio.msg import Msg
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.across import AcrossTenants
from guichet.gateway.clients import asking, service
from guichet.gateway.clients.binds import Binds
from guichet.gateway.clients.connection import Connection
from guichet.gateway.clients.delivering import Delivering
from guichet.gateway.clients.parts import Parts
from guichet.gateway.clients.refusing import Refused
from guichet.gateway.clients.standing import Bound, Standing
from guichet.gateway.clients.types import SmppAccount
from guichet.gateway.mass.accepting import Acceptor
from guichet.gateway.mass.types import MessageState, Report
from guichet.kit.bus import Bus
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.faults import OperatorFault
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.limits.service import RateLimiter
from guichet.kit.limits.types import Limit
from guichet.kit.tasks import TaskGroup
from guichet.kit.work import SYSTEM, Work
from guichet.protocols.smpp import status
from guichet.protocols.smpp.pdus import Bind

MOST_CONNECTIONS: Final = 1_000
WRONG: Final = 5
"""Wrong passwords from one address within ``FORGIVEN``: then it is not looked at any more."""
FORGIVEN: Final = timedelta(minutes=1)
SLOW: Final = 1.0
"""Seconds before a wrong password is told."""
LOOK_AGAIN: Final = 2.0
"""How often accounts are read again."""
BOUND: Final = "guichet.smpp.bound"
"""Says which process let somebody in by which account: others count with it at once."""
A_SECOND: Final = timedelta(seconds=1)
_CERTIFICATE: Final = "GUICHET_SMPP_TLS_CERTIFICATE (or its key)"
TELL_AGAIN: Final = timedelta(seconds=20)
"""How often it is written who is bound, where nothing changes."""
LEAVE: Final = 3.0
"""Seconds clients have to say good-bye when the process ends."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Doors:
    """Where it listens."""

    host: str
    port: int | None
    tls_port: int | None = None
    certificate: str | None = None
    key: str | None = None


class SmppServer:
    """One for a process. ``run`` is a part of it."""

    def __init__(
        self,
        across: AcrossTenants,
        clock: Clock,
        ids: IdMaker,
        *,
        acceptor: Acceptor,
        limiter: RateLimiter,
        hashing_key: bytes,
        doors: Doors,
        bus: Bus | None = None,
    ) -> None:
        self._across = across
        self._clock = clock
        self._hashing_key = hashing_key
        self._doors = doors
        self._context = tls_of(doors)
        self._standing = Standing()
        self._delivering = Delivering(across, clock, ids, self._standing)
        self._connections: set[Connection] = set()
        self._empty = asyncio.Event()
        self._wrong: dict[str, list[datetime]] = {}
        self._group: TaskGroup | None = None
        self._process = ids.new()
        self._binds = Binds(across, self._process.hex)
        self._limiter = limiter
        self._bus = bus
        self._heard: set[UUID] = set()
        """Accounts another process let somebody in by, since this one last began to read that."""
        self._told: dict[tuple[TenantId, UUID], tuple[int, datetime]] = {}
        self.acceptor = acceptor
        self.parts = Parts(across, ids)
        self.ids = ids
        self.ports: list[int] = []
        """Where it listens just now."""

    async def run(self) -> None:
        """Listen until cancelled; then everybody is asked to leave."""
        async with TaskGroup() as group:
            self._group = group
            group.create_task(self._delivering.run(), name="smpp receipts")
            group.create_task(self._follow(), name="smpp accounts")
            try:
                async with self._listening(), self._hearing():
                    await asyncio.Event().wait()
            finally:
                self._group = None
                with suppress(*DATABASE_FAULTS):  # what is not given back runs out
                    await self._binds.leave()

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        loop, doors = asyncio.get_running_loop(), self._doors
        servers: list[asyncio.Server] = []
        for port, context in ((doors.port, None), (doors.tls_port, self._context)):
            if port is not None:
                servers.append(
                    await loop.create_server(
                        lambda: Connection(self),
                        doors.host,
                        port,
                        ssl=context,
                        backlog=256,
                        reuse_port=True,
                    )
                )
        self.ports = [one.sockets[0].getsockname()[1] for one in servers]
        try:
            yield
        finally:
            for one in servers:
                one.close()
            await self._say_good_bye()

    @asynccontextmanager
    async def _hearing(self) -> AsyncIterator[None]:
        """What other processes say while the block lasts; what is missed is read a moment later."""
        if self._bus is None:
            yield
            return
        async with self._bus.subscribed(BOUND, self._bound_elsewhere):
            yield

    async def _bound_elsewhere(self, told: Msg) -> None:
        process, account_id = told.data[:16], told.data[16:]
        if len(account_id) != len(process) or process == self._process.bytes:
            return
        account = UUID(bytes=account_id)
        self._heard.add(account)  # also of one that is just being let in
        bound = self._standing.of.get(account)
        if bound is not None:
            bound.shared = True

    async def _say_good_bye(self) -> None:
        for one in list(self._connections):
            one.leave()
        self._empty.clear()
        if self._connections:
            with suppress(TimeoutError):
                async with asyncio.timeout(LEAVE):
                    await self._empty.wait()
        for one in list(self._connections):
            one.abort()

    async def _follow(self) -> None:
        """Accounts that were closed or changed meanwhile."""
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            known = [one.account for one in self._standing.of.values()]
            self._heard.clear()
            try:
                async with self._across() as session:
                    found = {one.id: one for one in await service.now_of(session, known)}
                    await self._tell_presence(session)
                lost = await self._binds.renew()
                elsewhere = await self._binds.elsewhere() if known else set()
            except DATABASE_FAULTS as fault:
                log.warning("smpp.database_away", error=str(fault))
                continue
            for account in known:  # and nobody who came while these were read
                bound = self._standing.of.get(account.id)
                if bound is not None:
                    bound.shared = account.id in elsewhere or account.id in self._heard
                    self._update(bound, found.get(account.id))
            for connection in self._standing.without(lost):
                log.warning("smpp.place_lost")
                connection.leave()

    async def _tell_presence(self, session: AsyncSession) -> None:
        """Write who is bound here, where it changed or was written long ago."""
        now = self._clock.now()
        counts = dict.fromkeys(self._told, 0) | {
            (one.account.tenant_id, one.account.id): len(one.connections)
            for one in self._standing.of.values()
        }
        news = {key: binds for key, binds in counts.items() if self._is_news(key, binds, now)}
        written = [(tenant, account_id, binds) for (tenant, account_id), binds in news.items()]
        await service.note_presence(session, self._process, written, now)
        self._told = {key: one for key, one in self._told.items() if counts[key]}
        self._told |= {key: (binds, now) for key, binds in news.items() if binds}

    def _is_news(self, key: tuple[TenantId, UUID], binds: int, now: datetime) -> bool:
        before, at = self._told.get(key, (0, now))
        return before != binds or now - at >= TELL_AGAIN

    def _update(self, bound: Bound, now: SmppAccount | None) -> None:
        if now is None or now.closed_at is not None:
            for one in list(bound.connections):
                one.leave()
        else:
            bound.account = now

    # As connections see it

    def now(self) -> datetime:
        """See ``connection.Hub``."""
        return self._clock.now()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """See ``connection.Hub``."""
        if self._group is None:
            work.close()
            return
        self._group.create_task(_guarded(work))

    def came(self, connection: Connection) -> bool:
        """See ``connection.Hub``."""
        if len(self._connections) >= MOST_CONNECTIONS:
            log.warning("smpp.too_many_connections", address=connection.address)
            return False
        self._connections.add(connection)
        return True

    def left(self, connection: Connection, reports: Sequence[Report]) -> None:
        """See ``connection.Hub``."""
        self._connections.discard(connection)
        if not self._connections:
            self._empty.set()
        if connection.bound is not None:
            place = self._standing.leave(connection.bound, connection)
            if place is not None:
                self.spawn(self._give_back(place))
        if reports:
            self._delivering.told([], reports)

    async def _give_back(self, place: str) -> None:
        try:
            await self._binds.give_back([place])
        except DATABASE_FAULTS as fault:
            log.warning("smpp.database_away", error=str(fault))

    def told(self, done: Sequence[Report], lost: Sequence[Report]) -> None:
        """See ``connection.Hub``."""
        self._delivering.told(done, lost)

    def refused(self, several: Sequence[Refused]) -> None:
        """See ``connection.Hub``."""
        self._delivering.refused(several)

    def has_room(self, bound: Bound) -> None:
        """See ``connection.Hub``."""
        self._delivering.room(bound)

    async def admit(self, connection: Connection, bind: Bind) -> Bound | int:
        """See ``connection.Hub``."""
        address = connection.address
        if self._is_barred(address):
            return status.BIND_FAILED
        name = bind.system_id.decode("latin-1")
        try:
            async with self._across() as session:
                password = bind.password.decode("latin-1")
                account = await service.authenticate(session, name, password, self._hashing_key)
            if account is None or not _may_come_from(account, address):
                return await self._turned_away(address, name)
            return await self._enter(account, connection)
        except DATABASE_FAULTS as fault:
            log.warning("smpp.database_away", error=str(fault))
            return status.SYSTEM_ERROR

    async def _enter(self, account: SmppAccount, connection: Connection) -> Bound | int:
        place = await self._binds.take(account)
        if place is None:
            return status.BIND_FAILED
        try:
            shared = account.id in await self._binds.elsewhere()
            if self._bus is not None:
                await self._bus.publish(BOUND, self._process.bytes + account.id.bytes)
        except BaseException:
            await self._give_back(place)
            raise
        if not connection.is_open:  # it did not wait for the answer
            await self._give_back(place)
            return status.BIND_FAILED
        now = asyncio.get_running_loop().time()
        bound = self._standing.enter(account, connection, place, now)
        bound.shared = shared or account.id in self._heard
        return bound

    async def allowed(self, bound: Bound, wanted: int) -> int:
        """See ``connection.Hub``."""
        if not bound.shared:
            return bound.spend(wanted, asyncio.get_running_loop().time())
        limit = Limit("smpp", bound.account.draft.per_second, A_SECOND)
        return await self._limiter.spend_some(str(bound.account.id), limit, wanted)

    async def _turned_away(self, address: str, name: str) -> int:
        """Which of name, password and address was wrong is not told."""
        log.warning("smpp.wrong_password", address=address, system_id=name)
        if len(self._wrong) > MOST_CONNECTIONS:
            self._wrong.clear()
        self._wrong.setdefault(address, []).append(self._clock.now())
        await asyncio.sleep(SLOW)
        return status.INVALID_PASSWORD

    def _is_barred(self, address: str) -> bool:
        since = self._clock.now() - FORGIVEN
        lately = [at for at in self._wrong.get(address, ()) if at > since]
        if not lately:
            self._wrong.pop(address, None)
        return len(lately) >= WRONG

    async def state_of(self, tenant: TenantId, name: UUID) -> tuple[MessageState, datetime] | None:
        """See ``connection.Hub``."""
        async with self._across() as session:
            return await asking.state_of(self._work(session, tenant), name)

    async def cancel(self, tenant: TenantId, name: UUID) -> bool:
        """See ``connection.Hub``."""
        async with self._across() as session:
            return await asking.cancel(self._work(session, tenant), name)

    def _work(self, session: Any, tenant: TenantId) -> Work:
        return Work(session, tenant, self._clock, self.ids, SYSTEM)


def tls_of(doors: Doors) -> ssl.SSLContext | None:
    """With the certificate the doors name.

    :raises OperatorFault: it cannot be used
    """
    if doors.tls_port is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(doors.certificate or "", doors.key)
    except ssl.SSLError as fault:
        raise OperatorFault(
            f"{_CERTIFICATE} holds no certificate with its key: {fault.reason}"
        ) from None
    except OSError as fault:
        raise OperatorFault(f"{_CERTIFICATE} cannot be read: {fault.strerror}") from None
    return context


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    """A fault with one request ends nobody else's."""
    try:
        await work
    except Exception:
        log.exception("smpp.broken")


def _may_come_from(account: SmppAccount, address: str) -> bool:
    networks = account.draft.networks
    if not networks:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(one) for one in networks)
