"""Tells people who wait their place in line and how long it may take, and keeps each wait it named
with what happened afterwards.

What is to be said is found while the board is at hand; it is written and said by tasks of its own,
so that no offer waits for it. A wait is said once it is stored.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import Capability, Command, Directed
from guichet.interactions import live as interactions
from guichet.interactions.types import Way
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.ids import TenantId
from guichet.kit.tasks import TaskGroup
from guichet.routing import live as routing
from guichet.routing import metrics, service
from guichet.routing.availability import SpeaksAndHears
from guichet.routing.leads import LeadLost
from guichet.routing.lines import InLine
from guichet.routing.promises import Promise, Told, is_promise, next_word, promise_of
from guichet.routing.waits import Announced
from guichet.routing.watching import GuardedWork, OpenSnapshot, Sight

WANTED: Final = "guichet.wanted.place"
"""Somebody who waits came back, and wants to know where they stand."""
MOST_AT_ONCE: Final = 500
"""Words of a tenant in one go, those nearest to their turn first; the others follow."""

_LOST: tuple[type[Exception], ...] = (LeadLost, *DATABASE_FAULTS)
_log = structlog.get_logger(__name__)


class Performs(Protocol):
    """The part of :class:`guichet.gateway.performer.Performer` needed here."""

    def can(self, kind: str, capability: Capability) -> bool:
        """Whether channels of that kind can do it."""
        ...

    async def perform(self, tenant_id: TenantId, directed: Directed) -> None:
        """Do it now, or drop it."""
        ...


@dataclass(frozen=True, slots=True)
class Word:
    """Something to tell one person."""

    interaction_id: UUID
    queue_id: UUID
    said: Announced
    at: datetime
    promise: Promise | None


@dataclass(slots=True)
class _Tenant:
    """What is known of one tenant we lead."""

    work: GuardedWork
    told: dict[UUID, Told]
    ways: dict[UUID, Way] = field(default_factory=dict)
    is_busy: bool = False
    """What was found last is still being said."""


@dataclass(frozen=True, slots=True)
class _Todo:
    words: Sequence[Word]
    over: Collection[UUID]
    """Whose wait is over."""


class Announcer:
    """A follower of the router's lines; writes and speaks while ``run`` runs."""

    def __init__(
        self, performs: Performs, bus: SpeaksAndHears, open_snapshot: OpenSnapshot
    ) -> None:
        self._performs = performs
        self._bus = bus
        self._open_snapshot = open_snapshot
        self._tenants: dict[TenantId, _Tenant] = {}
        self._group: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Until cancelled."""
        async with self._bus.subscribed(WANTED, self._hear), TaskGroup() as group:
            self._group = group
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                self._group = None

    async def begin(self, tenant_id: TenantId, session: AsyncSession, work: GuardedWork) -> None:
        """What stands is what the last leader promised."""
        open_now = await routing.read_open_promises(session, tenant_id)
        self._tenants[tenant_id] = _Tenant(work, told=dict(_told_before(open_now)))

    async def follow(self, sight: Sight) -> None:
        """Find what is to be said, and leave it to a task."""
        tenant = self._tenants[sight.tenant_id]
        if self._group is None or tenant.is_busy:
            return
        todo = self._found(tenant, sight)
        if todo.words or todo.over:
            tenant.is_busy = True
            name = "announcing waits"
            self._group.create_task(self._carry_out(sight.tenant_id, tenant, todo), name=name)

    # -- finding -----------------------------------------------------------------------------

    def _found(self, tenant: _Tenant, sight: Sight) -> _Todo:
        lines = sight.lines.waiting
        # Who was offered before our first look is in no line we saw, and not over yet.
        offered = {one for seat in sight.board.router.seats.values() for one in seat.offers}
        over = {
            one
            for one, told in tenant.told.items()
            if (one not in lines and one not in offered)
            or (one in lines and lines[one].queue_id != told.queue_id)
        }
        words: list[Word] = []
        for interaction_id in sorted(lines, key=lambda one: lines[one].ahead):
            if len(words) < MOST_AT_ONCE and interaction_id not in over:
                word = self._word(tenant, sight, interaction_id, lines[interaction_id])
                words += [word] if word is not None else []
        return _Todo(words, over)

    def _word(
        self, tenant: _Tenant, sight: Sight, interaction_id: UUID, place: InLine
    ) -> Word | None:
        item = sight.board.items.get(interaction_id)
        told = tenant.told.get(interaction_id)
        said = next_word(told, place, sight.now)
        if said is None or item is None:
            return None
        if not self._performs.can(item["entry_point"]["kind"], Capability.PLACE):
            return None
        promise = None
        if is_promise(told, said, place.queue_id):
            queue = sight.board.queues[place.queue_id]
            promise = promise_of(interaction_id, queue, said, place, sight.now)
        return Word(interaction_id, place.queue_id, said, sight.now, promise)

    # -- saying ------------------------------------------------------------------------------

    async def _carry_out(self, tenant_id: TenantId, tenant: _Tenant, todo: _Todo) -> None:
        try:
            await self._find_ways(tenant_id, tenant, todo.words)
            await self._write(tenant, todo)
            for word in todo.words:
                tenant.told[word.interaction_id] = _told(tenant, word)
            for word in todo.words:
                await self._say(tenant_id, tenant.ways.get(word.interaction_id), word.said)
        except _LOST as problem:
            _log.warning("announcer.not_said", words=len(todo.words), problem=repr(problem))
        finally:
            tenant.is_busy = False

    async def _write(self, tenant: _Tenant, todo: _Todo) -> None:
        promises = [word.promise for word in todo.words if word.promise is not None]
        over = [one for one in todo.over if tenant.told[one].is_promised]
        still: set[UUID] = set()
        if promises or over:
            async with tenant.work() as work:
                for interaction_id in over:
                    if not await service.settle(work, interaction_id):
                        still.add(interaction_id)
                await service.promise(work, promises)
            metrics.PROMISES.inc(len(promises))
        for interaction_id in set(todo.over) - still:
            del tenant.told[interaction_id]
            tenant.ways.pop(interaction_id, None)

    async def _find_ways(self, tenant_id: TenantId, tenant: _Tenant, words: Sequence[Word]) -> None:
        unknown = [one.interaction_id for one in words if one.interaction_id not in tenant.ways]
        if unknown:
            async with self._open_snapshot(tenant_id) as session:
                tenant.ways |= await interactions.read_ways(session, tenant_id, unknown)

    async def _say(self, tenant_id: TenantId, way: Way | None, said: Announced) -> None:
        if way is None:  # erased meanwhile
            return
        command = Command("place", way.address, _params(said))
        await self._performs.perform(tenant_id, Directed(way.entry_point_id, command))
        metrics.ANNOUNCEMENTS.inc()

    async def _hear(self, message: Any) -> None:
        data: bytes = message.data
        if len(data) != 32:  # none of ours
            return
        tenant_id, interaction_id = TenantId(UUID(bytes=data[:16])), UUID(bytes=data[16:])
        tenant = self._tenants.get(tenant_id)
        told = tenant.told.get(interaction_id) if tenant is not None else None
        if tenant is not None and told is not None:
            await self._say(tenant_id, tenant.ways.get(interaction_id), told.said)


class Places:
    """Fulfils ``PlacesPort``: whoever leads the tenant is asked over the bus."""

    def __init__(self, publish: Callable[[str, bytes], Awaitable[None]]) -> None:
        self._publish = publish

    async def tell_again(self, door: AnyDoor, interaction_id: UUID) -> None:
        """Ask for it; the answer comes by itself."""
        await self._publish(WANTED, door.tenant_id.bytes + interaction_id.bytes)


def _params(said: Announced) -> dict[str, str | bool | int]:
    if said.high is None:
        return {"position": said.position, "known": False}
    return {"position": said.position, "known": True, "low": said.low, "high": said.high}


def _told(tenant: _Tenant, word: Word) -> Told:
    before = tenant.told.get(word.interaction_id)
    is_promised = word.promise is not None or (before is not None and before.is_promised)
    return Told(word.said, word.at, word.queue_id, is_promised)


def _told_before(promises: Sequence[Promise]) -> Mapping[UUID, Told]:
    """What people were told last by who led before: the newest of each."""
    found: dict[UUID, Told] = {}
    for one in promises:
        said = Announced(one.position, one.low, one.high, 0.0)
        found[one.interaction_id] = Told(said, one.at, one.queue_id, is_promised=True)
    return found
