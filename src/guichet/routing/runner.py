"""The router of a process: leads shards of tenants, follows the log and makes decisions true.

A shard is led by one process at a time, by a lease; each transaction that makes a decision true
holds the lease to its end, so that a leader who was overtaken without noticing changes nothing.
Whoever begins to lead reads the tables at a position of the log and follows the log from there.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog

from guichet.agents import live as agents_live
from guichet.agents import service as agents
from guichet.agents.hours import IsHoliday
from guichet.gateway.across import AcrossTenants
from guichet.gateway.leases.service import Leases, still_held
from guichet.interactions import live as interactions_live
from guichet.kit import beats
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.errors import Unavailable
from guichet.kit.events import log
from guichet.kit.events.feed import Behind, EventFeed, Listener
from guichet.kit.events.types import Event, Position
from guichet.kit.ids import TenantId
from guichet.kit.tasks import TaskGroup
from guichet.kit.work import Work
from guichet.routing import metrics
from guichet.routing.availability import WANTED
from guichet.routing.beats import Pulse
from guichet.routing.board import Board, Snapshot
from guichet.routing.carrying import carry_out, together
from guichet.routing.leads import Lead, LeadLost
from guichet.routing.types import Deed
from guichet.routing.watching import GuardedWork, OpenSnapshot

TERM = timedelta(seconds=3)
"""A leader that says nothing for so long is replaced."""
LOOK = timedelta(milliseconds=300)
"""How often others look whether it is."""
OFTEN = timedelta(seconds=1)
"""How often time is told to a tenant's board when nothing happens."""
LISTENED = 10_000
PAUSE = 0.2
BEGINNINGS = 4
"""Tenants read at once by who begins to lead."""
KINDS = ("interactions.interaction.", "agents.presence.")
"""Events after which a tenant needs its board."""

_log = structlog.get_logger(__name__)

OpenWork = Callable[[TenantId], AbstractAsyncContextManager[Work]]
"""Opens a work of the system for a tenant, under the system role."""


class HearsBeats(Protocol):
    """The part of :class:`guichet.kit.bus.Bus` needed here."""

    @property
    def connected(self) -> bool:
        """Whether anything can be heard."""
        ...

    def subscribed(
        self, subject: str, handler: Callable[[Any], Awaitable[None]]
    ) -> AbstractAsyncContextManager[None]:
        """Call ``handler`` for each message while the block lasts."""
        ...


class Watcher(Protocol):
    """Is shown every tenant's board again and again: announces waits, publishes availability."""

    async def begin(self, tenant_id: TenantId, work: GuardedWork) -> None:
        """We lead this tenant from now on. ``work`` opens one that is committed only while we
        do.
        """
        ...

    async def look(self, tenant_id: TenantId, board: Board, now: datetime) -> timedelta | None:
        """The board as it is now; gives how soon to look again, if that is to be soon."""
        ...


@dataclass(frozen=True)
class Means:
    """What the router needs of its process."""

    feed: EventFeed
    bus: HearsBeats
    leases: Leases
    across: AcrossTenants
    open_work: OpenWork
    open_snapshot: OpenSnapshot
    clock: Clock
    is_holiday: IsHoliday
    watchers: Sequence[Watcher] = ()
    shards: int = 4


_AWAY: tuple[type[Exception], ...] = (Unavailable, *DATABASE_FAULTS)
_LOST: tuple[type[Exception], ...] = (LeadLost, *_AWAY)
_ANEW: tuple[type[Exception], ...] = (Behind, *_AWAY)


class RoutingRunner:
    """The router of one process, while ``run`` runs."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._pulse = Pulse(means.clock.now())
        self._was_connected = False
        self._led: dict[int, _Shard] = {}
        self._beginnings = asyncio.Semaphore(BEGINNINGS)

    async def run(self) -> None:
        """Lead what nobody leads, until cancelled."""
        bus = self._means.bus
        async with (
            bus.subscribed(beats.SUBJECT, self._hear),
            bus.subscribed(WANTED, self._hear_wanted),
            TaskGroup() as group,
        ):
            for shard in range(self._means.shards):
                group.create_task(self._try_to_lead(shard), name=f"router shard {shard}")

    async def _hear(self, message: Any) -> None:
        self._pulse.hear(message.data, self._means.clock.now())

    async def _hear_wanted(self, message: Any) -> None:
        with suppress(ValueError):  # no tenant: none of ours
            tenant_id = TenantId(UUID(bytes=message.data))
            led = self._led.get(tenant_id.int % self._means.shards)
            if led is not None:
                led.begin(tenant_id)

    async def _try_to_lead(self, shard: int) -> None:
        name = f"router:{shard}"
        while True:
            try:
                token = await self._means.leases.take(name)
                if token is not None:
                    await self._lead(shard, Lead(name, token))
            except* _LOST as problems:
                first = problems.exceptions[0]
                _log.warning("router.lead_lost", shard=shard, problem=repr(first))
            await asyncio.sleep(LOOK.total_seconds())

    async def _lead(self, shard: int, lead: Lead) -> None:
        _log.info("router.leads", shard=shard, token=lead.token)
        metrics.LEADS.inc()
        try:
            async with TaskGroup() as group:
                group.create_task(self._renew(lead), name="router lease")
                self._led[shard] = _Shard(self, group, shard, lead)
                await self._led[shard].follow()
        finally:
            self._led.pop(shard, None)
            metrics.LEADS.dec()
            with suppress(*DATABASE_FAULTS):
                await self._means.leases.give_back(lead.name, lead.token)

    async def _renew(self, lead: Lead) -> None:
        while True:
            await asyncio.sleep(self._means.leases.term.total_seconds() / 3)
            if not await self._means.leases.renew(lead.name, lead.token):
                raise LeadLost(lead.name)

    def pulse(self) -> Pulse:
        """Who is heard of. While nothing can be heard nobody is silent."""
        if not self._means.bus.connected or not self._was_connected:
            self._pulse.begin(self._means.clock.now())
        self._was_connected = self._means.bus.connected
        return self._pulse

    @property
    def means(self) -> Means:
        """What the process handed in."""
        return self._means

    @asynccontextmanager
    async def beginning(self) -> AsyncIterator[None]:
        """Few tenants are read at once."""
        async with self._beginnings:
            yield


class _Shard:
    """The tenants of a shard, each with a task of its own from its first event on."""

    def __init__(
        self, runner: RoutingRunner, group: asyncio.TaskGroup, shard: int, lead: Lead
    ) -> None:
        self._runner = runner
        self._means = runner.means
        self._group = group
        self._shard = shard
        self._lead = lead
        self._tenants: set[TenantId] = set()

    async def follow(self) -> None:
        """Begin with every tenant for whom something is open, and with others as they need it."""
        while True:
            with suppress(Behind):
                async with self._means.feed.listening(size=LISTENED) as listener:
                    async with self._means.across() as session:
                        open_now = await interactions_live.tenants_with_open(session)
                        there = await agents_live.tenants_with_agents(session)
                    for tenant_id in {*open_now, *there}:
                        self.begin(tenant_id)
                    await self._hear(listener)

    async def _hear(self, listener: Listener) -> None:
        while True:
            for event in await listener.next():
                if event.kind.startswith(KINDS):
                    self.begin(event.tenant_id)

    def begin(self, tenant_id: TenantId) -> None:
        """Route for this tenant, too, if it is of this shard. Repeating changes nothing."""
        if tenant_id in self._tenants or tenant_id.int % self._means.shards != self._shard:
            return
        self._tenants.add(tenant_id)
        desk = _TenantRouter(self._runner, tenant_id, self._lead)
        self._group.create_task(desk.run(), name="router tenant")


class _TenantRouter:
    """One tenant's board, told what the log says and the time; what it decides made true."""

    def __init__(self, runner: RoutingRunner, tenant_id: TenantId, lead: Lead) -> None:
        self._runner = runner
        self._means = runner.means
        self._tenant_id = tenant_id
        self._lead = lead
        self._looked = 0.0

    async def run(self) -> None:
        """Until cancelled, or until the lead is lost. Begins anew after whatever went wrong."""
        while True:
            try:
                async with self._means.feed.listening(self._tenant_id, LISTENED) as listener:
                    await self._follow(listener)
            except _ANEW as problem:
                _log.warning("router.begins_anew", problem=repr(problem))
                metrics.RELOADS.inc()
                await asyncio.sleep(PAUSE)

    async def _follow(self, listener: Listener) -> None:
        board = Board(self._means.is_holiday)
        async with self._runner.beginning():
            position, snapshot = await self._read()
            for watcher in self._means.watchers:
                await watcher.begin(self._tenant_id, self._work)
        deeds = board.load(snapshot, self._means.clock.now())
        while True:
            await self._carry_out(board, deeds)
            soon = await self._look(board)
            events = await self._wait(board, listener, soon)
            now = self._means.clock.now()
            deeds = []
            for event in events:
                if event.position > position:
                    deeds += board.take(event, now)
            deeds += board.tick(now)

    async def _read(self) -> tuple[Position, Snapshot]:
        async with self._means.open_snapshot(self._tenant_id) as session:
            tenant_id = self._tenant_id
            return await log.newest_position(session), Snapshot(
                await agents_live.read_queues(session, tenant_id),
                await agents_live.read_profiles(session, tenant_id),
                await agents_live.read_presences(session, tenant_id),
                await agents_live.read_calendars(session, tenant_id),
                await interactions_live.read_open(session, tenant_id),
            )

    async def _wait(self, board: Board, listener: Listener, soon: timedelta) -> Sequence[Event]:
        """What happens next, or nothing when it is time to tell the time or to look."""
        now = self._means.clock.now()
        due = board.next_due()
        wait = soon if due is None else max(timedelta(0), min(due - now, soon))
        try:
            async with asyncio.timeout(wait.total_seconds()):
                return await listener.next()
        except TimeoutError:
            return ()

    async def _carry_out(self, board: Board, deeds: Sequence[Deed]) -> None:
        """Make decisions true, in their order. What could not be made true is told to the board as
        it is, which decides anew.
        """
        todo = list(deeds)
        while todo:
            more: list[Deed] = []
            for group in together(todo):
                async with self._work() as work:
                    carried = [await carry_out(work, board, deed) for deed in group]
                for one in carried:
                    more += one.tell(board, self._means.clock.now())
            todo = more

    @asynccontextmanager
    async def _work(self) -> AsyncIterator[Work]:
        """A transaction that is only committed while we lead."""
        async with self._means.open_work(self._tenant_id) as work:
            if not await still_held(work.session, self._lead.name, self._lead.token):
                raise LeadLost(self._lead.name)
            yield work

    async def _look(self, board: Board) -> timedelta:
        """Whoever wants to see the board; and now and then, who is not heard of any more. Gives
        how soon to look again.
        """
        now = self._means.clock.now()
        wanted = [
            await watcher.look(self._tenant_id, board, now) for watcher in self._means.watchers
        ]
        running = asyncio.get_running_loop().time()
        if running - self._looked >= OFTEN.total_seconds():
            self._looked = running
            await self._listen_for_life(board, now)
        return min((one for one in wanted if one is not None), default=OFTEN)

    async def _listen_for_life(self, board: Board, now: datetime) -> None:
        """Who is not heard of any more, and who is again."""
        news = self._runner.pulse().news(self._tenant_id, board.presences.values(), now)
        for agent_id, is_back in list(news):
            async with self._work() as work:
                note = agents.back if is_back else agents.lose
                await note(work, agent_id)
