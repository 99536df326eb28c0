"""The events as they happen, for everything in this process that wants them.

One subscription per process hears each event as the relay publishes it; the log fills whatever
was missed, so the feed goes on, a little later, even while NATS is away. Every listener gets
every event once, in order of position.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import msgspec
import structlog
from nats.aio.msg import Msg
from sqlalchemy.exc import SQLAlchemyError

from guichet.kit.bus import Bus
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Unavailable
from guichet.kit.events import log
from guichet.kit.events.codec import ALL_EVENTS, decode
from guichet.kit.events.log import LogEnd
from guichet.kit.events.metrics import BEHIND, REFILLED
from guichet.kit.events.types import Event, Position
from guichet.kit.ids import TenantId

LOOK = timedelta(seconds=1)
"""How often the log is looked at although NATS says nothing: a lost last message shows."""
LOOK_ALONE = timedelta(milliseconds=50)
"""How often while NATS is away."""
_HEARD = 10_000
"""Messages waiting to be handed on, at most; what is dropped is read from the log."""
_REFILL = 1_000
_BEGUN_WITHIN = 5.0
_PAUSE = 0.2
_log = structlog.get_logger()


class Behind(Exception):
    """The listener was too slow, or the log began anew: take a fresh snapshot and listen again."""


class Listener:
    """One place where events arrive, in order; bounded."""

    def __init__(self, size: int) -> None:
        self._events: deque[Event] = deque()
        self._size = size
        self._behind = False
        self._arrived = asyncio.Event()

    def offer(self, event: Event) -> None:
        """Take the event; without room for it, drop everything and be behind."""
        if len(self._events) >= self._size:
            self.lose()
        if not self._behind:
            self._events.append(event)
            self._arrived.set()

    def lose(self) -> None:
        """The listener has missed something."""
        if not self._behind:
            BEHIND.inc()
        self._behind = True
        self._events.clear()
        self._arrived.set()

    async def next(self) -> Sequence[Event]:
        """The events that arrived since the last call, at least one; waits for it.

        :raises Behind: some were dropped; from now on this is all the listener says
        """
        while not self._events:
            if self._behind:
                raise Behind
            self._arrived.clear()
            await self._arrived.wait()
        events, self._events = tuple(self._events), deque()
        return events


class EventFeed:
    """The events of this process, while ``run`` runs."""

    def __init__(self, system_db: SystemDatabase, bus: Bus) -> None:
        self._system_db = system_db
        self._bus = bus
        self._epoch: UUID | None = None
        self._position = log.START
        self._begun_at = log.START
        """Nothing was handed on up to here."""
        self._newest: dict[str, Position] = {}
        """Of each kind, the newest handed on."""
        self._heard: deque[Event] = deque(maxlen=_HEARD)
        self._wake = asyncio.Event()
        self._ready = asyncio.Event()
        self._moved = asyncio.Event()
        self._looked = 0.0
        self._due = log.START
        self._everything: set[Listener] = set()
        self._of_tenant: dict[TenantId, set[Listener]] = {}

    @property
    def position(self) -> Position:
        """The newest event handed on."""
        return self._position

    async def passed(
        self, position: Position, within: timedelta, kinds: Collection[str] | None = None
    ) -> bool:
        """Wait until an event after ``position`` was handed on, one of ``kinds`` when they are
        given, or had come before the feed began; false when none was in time.
        """
        try:
            async with asyncio.timeout(within.total_seconds()):
                while self._newest_of(kinds) <= position:
                    await self._moved.wait()
        except TimeoutError:
            return False
        return True

    def _newest_of(self, kinds: Collection[str] | None) -> int:
        if kinds is None:
            return self._position
        return max((self._newest.get(kind, self._begun_at) for kind in kinds), default=log.START)

    @asynccontextmanager
    async def listening(
        self, tenant_id: TenantId | None = None, size: int = 1_000
    ) -> AsyncIterator[Listener]:
        """Hear every event after ``position``, of one tenant when it is given.

        A snapshot taken inside the block is at this position or a later one: drop the events up
        to the snapshot's own.

        :raises Unavailable: the feed has not begun, for the database does not answer
        """
        await self._begun()
        listener = Listener(size)
        group = (
            self._everything if tenant_id is None else self._of_tenant.setdefault(tenant_id, set())
        )
        group.add(listener)
        try:
            yield listener
        finally:
            group.discard(listener)
            if tenant_id is not None and not group:
                self._of_tenant.pop(tenant_id, None)

    async def run(self) -> None:
        """Follow the log from its newest position until cancelled; the database and NATS may come
        and go.
        """
        async with self._bus.subscribed(ALL_EVENTS, self._on_message):
            while True:
                try:
                    await self._follow()
                except (SQLAlchemyError, OSError) as problem:
                    _log.warning("feed.database_away", problem=str(problem))
                    await asyncio.sleep(_PAUSE)

    async def _begun(self) -> None:
        try:
            async with asyncio.timeout(_BEGUN_WITHIN):
                await self._ready.wait()
        except TimeoutError as problem:
            raise Unavailable from problem

    async def _on_message(self, message: Msg) -> None:
        try:
            self._heard.append(decode(message.data))
        except msgspec.DecodeError:
            _log.warning("feed.not_an_event", subject=message.subject)
        self._wake.set()

    async def _follow(self) -> None:
        if not self._ready.is_set():
            async with self._system_db.transaction() as session:
                begin = await log.end(session)
            self._epoch, self._position = begin.epoch, begin.position
            self._begun_at = begin.position
            self._ready.set()
            self._tell_moved()
        while True:
            if await self._time_to_look():
                await self._look()
            await self._hand_on()

    async def _look(self) -> None:
        """Read from the log what should have come by now: what was there at the last look, or
        everything while NATS is away.
        """
        async with self._system_db.transaction() as session:
            end = await log.end(session)
        due = self._due if self._bus.connected else end.position
        self._due = end.position
        if self._position < due or not self._is_continued(end):
            await self._refill()

    async def _time_to_look(self) -> bool:
        """Wait for a message, or until it is time to look at the log although NATS may talk."""
        loop = asyncio.get_running_loop()
        look = LOOK if self._bus.connected else LOOK_ALONE
        until = self._looked + look.total_seconds()
        try:
            async with asyncio.timeout_at(until):
                await self._wake.wait()
        except TimeoutError:
            self._looked = loop.time()
            return True
        self._wake.clear()
        return False

    async def _hand_on(self) -> None:
        if self._heard and self._epoch is None:  # the first relay ever has begun: learn its epoch
            await self._refill()
        while self._heard:
            event = self._heard.popleft()
            if event.position > self._position + 1:
                await self._refill()
            if event.position == self._position + 1:
                self._deliver(event)
        self._tell_moved()

    async def _refill(self) -> None:
        """Hand on what the log holds after our position."""
        while True:
            async with self._system_db.transaction() as session:
                end = await log.end(session)
                events = await log.read_after(session, self._position, _REFILL)
            if not self._is_continued(end):
                self._begin_anew(end)
                return
            for event in events:
                self._deliver(event)
            REFILLED.inc(len(events))
            self._tell_moved()
            if len(events) < _REFILL:
                return

    def _is_continued(self, end: LogEnd) -> bool:
        """Whether the log is still the one we follow."""
        self._epoch = self._epoch or end.epoch
        return end.epoch == self._epoch and end.position >= self._position

    def _deliver(self, event: Event) -> None:
        self._position = self._newest[event.kind] = event.position
        for listener in self._everything:
            listener.offer(event)
        for listener in self._of_tenant.get(event.tenant_id, ()):
            listener.offer(event)

    def _tell_moved(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def _begin_anew(self, end: LogEnd) -> None:
        """A backup was restored under us: the log has another history."""
        _log.warning("feed.began_anew", was=self._position, now=end.position)
        self._epoch, self._position = end.epoch, end.position
        self._begun_at, self._newest = end.position, {}
        for listener in (*self._everything, *(x for s in self._of_tenant.values() for x in s)):
            listener.lose()
