"""Whether somebody would answer now: the router says it over NATS, web processes remember it.

The leader of a tenant says the state of its queues whenever it changes and at least every two
seconds; nothing is stored. Who wants to know of a tenant nobody speaks of asks once, and its leader
begins to speak.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.agents.types import Queue
from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import Availability, AvailabilityState, Medium
from guichet.kit.clock import Clock
from guichet.kit.ids import TenantId
from guichet.routing.board import Board
from guichet.routing.lines import Kind, shown
from guichet.routing.watching import GuardedWork, Sight

PREFIX: Final = "guichet.availability."
WANTED: Final = "guichet.wanted.availability"
"""Somebody wants to know of this tenant."""
SAID_AGAIN: Final = timedelta(seconds=1.5)
STALE: Final = timedelta(seconds=10)
"""What was said longer ago says nothing."""
ASKED_AGAIN: Final = timedelta(seconds=1)
_AGAIN: Final = SAID_AGAIN.total_seconds()

Publish = Callable[[str, bytes], Awaitable[None]]


class MediumState(msgspec.Struct, frozen=True):
    """One medium in one queue now."""

    waiting: int = 0
    agents_ready: int = 0
    """Who is ready and takes the medium, however busy."""
    agents_free: int = 0
    """Who could take one more of it now."""
    wait: tuple[int, int] | None = None


class QueueState(msgspec.Struct, frozen=True):
    """One queue now."""

    id: UUID
    key: str
    is_default: bool
    is_open: bool
    is_full: bool
    """So many wait in it, whatever their medium, that nobody more may."""
    opens_at: datetime | None
    media: dict[Medium, MediumState]
    """A medium that is not there nobody takes now, and nobody waits in."""


class Said(msgspec.Struct, frozen=True):
    """All queues of a tenant."""

    tenant: UUID
    at: datetime
    queues: list[QueueState]


_NOBODY: Final = MediumState()
_DECODER: Final = msgspec.msgpack.Decoder(Said)


def states_of(
    board: Board, now: datetime, waits: Mapping[Kind, tuple[int, int]]
) -> list[QueueState]:
    """The queues of a board. Pure."""
    waiting, ready, free = _counted(board)
    media: dict[UUID, dict[Medium, MediumState]] = {}
    for kind in {**waiting, **ready}:
        of_queue = media.setdefault(kind[0], {})
        of_queue[kind[1]] = MediumState(waiting[kind], ready[kind], free[kind], waits.get(kind))
    return [
        QueueState(
            id=queue.id,
            key=queue.key,
            is_default=queue.is_default,
            is_open=board.opening(queue.id) is not None,
            is_full=_is_full(queue, media.get(queue.id, {})),
            opens_at=None if board.opening(queue.id) else board.next_opening(queue.id, now),
            media=media.get(queue.id, {}),
        )
        for queue in board.queues.values()
    ]


def _counted(board: Board) -> tuple[Counter[Kind], Counter[Kind], Counter[Kind]]:
    """Who waits, who is ready and who is free, by queue and medium."""
    waiting, ready, free = Counter[Kind](), Counter[Kind](), Counter[Kind]()
    for place in board.router.waiting.values():
        waiting[place.request.queue_id, place.request.medium] += 1
    for seat in board.router.seats.values():
        if seat.ready and seat.profile is not None:
            for one in seat.profile.queues:
                ready.update((one.queue_id, medium) for medium in seat.rested)
                free.update((one.queue_id, medium) for medium in seat.free)
    return waiting, ready, free


def _is_full(queue: Queue, media: Mapping[Medium, MediumState]) -> bool:
    waiting = sum(one.waiting for one in media.values())
    return queue.most_waiting is not None and waiting >= queue.most_waiting


def state_of(queue: QueueState, medium: Medium) -> AvailabilityState:
    """Whether somebody in ``queue`` would answer by ``medium`` now."""
    if not queue.is_open:
        return "closed"
    there = queue.media.get(medium, _NOBODY)
    if queue.is_full or not there.agents_ready:
        return "away"
    return "open" if there.agents_free and not there.waiting else "busy"


class AvailabilitySpeaker:
    """Says it: a follower of the router's lines."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._said: dict[TenantId, tuple[float, list[QueueState]]] = {}

    async def begin(self, tenant_id: TenantId, session: AsyncSession, work: GuardedWork) -> None:  # noqa: ARG002 - nothing is read or stored
        """Whatever was said is said again."""
        self._said.pop(tenant_id, None)

    async def follow(self, sight: Sight) -> None:
        """Say what changed, and say it again when it was said a while ago."""
        told = {kind: shown(estimate) for kind, estimate in sight.lines.waits.items()}
        known = {kind: wait for kind, wait in told.items() if wait is not None}
        states = states_of(sight.board, sight.now, known)
        running = asyncio.get_running_loop().time()
        said = self._said.get(sight.tenant_id)
        if said is not None and said[1] == states and running < said[0] + _AGAIN:
            return
        self._said[sight.tenant_id] = (running, states)
        word = msgspec.msgpack.encode(Said(sight.tenant_id, sight.now, states))
        await self._publish(f"{PREFIX}{sight.tenant_id}", word)


class SpeaksAndHears(Protocol):
    """The part of :class:`guichet.kit.bus.Bus` needed here."""

    async def publish(self, subject: str, payload: bytes) -> None:
        """Say it to who listens now."""
        ...

    def subscribed(
        self, subject: str, handler: Callable[[Any], Awaitable[None]]
    ) -> AbstractAsyncContextManager[None]:
        """Call ``handler`` for each message while the block lasts."""
        ...


class KnownAvailability:
    """Fulfils ``AvailabilityPort`` from what was said last, while ``run`` runs."""

    def __init__(self, bus: SpeaksAndHears, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._known: dict[UUID, Said] = {}
        self._asked: dict[UUID, float] = {}

    async def run(self) -> None:
        """Remember what is said, until cancelled."""
        async with self._bus.subscribed(f"{PREFIX}>", self._hear):
            await asyncio.get_running_loop().create_future()

    async def _hear(self, message: Any) -> None:
        try:
            said = _DECODER.decode(message.data)
        except msgspec.DecodeError:
            return
        self._known[said.tenant] = said

    async def of(
        self,
        door: AnyDoor,
        subject: str | None = None,  # noqa: ARG002 - the queue it suggests is given
        queue: str | None = None,
        medium: Medium = Medium.CHAT,
    ) -> Availability:
        """For who comes by ``door`` now. While nothing is known, people may come and wait."""
        now = self._clock.now()
        said = self._known.get(door.tenant_id)
        if said is None or now - said.at > STALE:
            await self._ask(door.tenant_id)
            return Availability("open", now)
        state = next((one for one in said.queues if one.key == queue), None)
        state = state or next((one for one in said.queues if one.is_default), None)
        if state is None:  # nobody was ever there
            return Availability("away", said.at)
        there = state.media.get(medium, _NOBODY)
        return Availability(
            state_of(state, medium),
            said.at,
            state.opens_at,
            there.waiting,
            there.agents_ready,
            there.agents_free,
            there.wait,
        )

    async def _ask(self, tenant_id: UUID) -> None:
        running = asyncio.get_running_loop().time()
        asked = self._asked.get(tenant_id)
        if asked is None or running - asked > ASKED_AGAIN.total_seconds():
            self._asked[tenant_id] = running
            await self._bus.publish(WANTED, tenant_id.bytes)
