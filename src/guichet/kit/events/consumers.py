"""Durable consumers: each sees every event once, in order, and none stops at a bad one.

The consumer's effects and its place in the log are written in one transaction, so an event is
applied exactly once however often processes die. An event that keeps failing is put aside as a
dead letter and the consumer goes on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.clock import Clock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.events import dead_letters, log, places
from guichet.kit.events.dead_letters import Letter
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.metrics import DEAD_LETTERED
from guichet.kit.events.places import Place
from guichet.kit.events.types import Event, EventKind, Position
from guichet.kit.ids import IdMaker
from guichet.kit.tasks import TaskGroup

Handle = Callable[[AsyncSession, Event], Awaitable[None]]
"""Applies one event in the given transaction, within ``HANDLED_WITHIN``. Must not reach outside
the database: what has to happen out there is deferred as a job in the same transaction.
"""

HandleAll = Callable[[AsyncSession, Sequence[Event]], Awaitable[None]]
"""Applies several events as ``Handle`` would, one after the other, for less."""

HANDLED_WITHIN = timedelta(seconds=1)
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (0.1, 0.5, 2, 5))
"""Pauses between attempts; when the one after the last pause fails too, the event is put aside."""
_BATCH = 100
_BATCH_LASTS = timedelta(seconds=1)
"""No event is begun later than this in a transaction, which the server ends after 5 s."""
_PASSED_OVER = 10_000
"""Events looked at for one batch, wanted or not: the statement stays far below its time limit."""
_LOOK = timedelta(seconds=10)
"""How often a consumer looks at the log although the feed, which looks each second, told of nothing
new.
"""
_LETTERS = timedelta(seconds=1)
"""How often it is asked, once for all consumers, whether a dead letter is to be tried again."""
_LOOK_AGAIN = timedelta(milliseconds=100)
_PAUSE = 0.2
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Consumer:
    """Somebody who must see every event of some kinds exactly once."""

    name: str
    """Stable: names the consumer's place in the log. A new name begins at the newest event, or
    ``from_start``.
    """
    kinds: frozenset[EventKind]
    handle: Handle
    from_start: bool = False
    """It wants what is in the log already, too."""
    handle_all: HandleAll | None = None
    """Takes a whole batch. When that fails, each of it is handled by itself."""
    gather: timedelta = timedelta(0)
    """How long it lets events come together after it applied some: the first one of a quiet time
    is applied at once.
    """


class _ConnectionLost(Exception):
    """Applying ``event`` cost the connection, and all the transaction did: by taking too long
    (time limits end the session), or because the database just went away.
    """

    def __init__(self, event: Event, problem: Exception) -> None:
        self.event = event
        self.problem = problem
        super().__init__(_in_words(problem))


class _TakenElsewhere(Exception):
    """Another process retries the letter."""


@dataclass(frozen=True, slots=True)
class _Reached:
    """Everything up to ``position`` is applied; there may be ``more`` already."""

    position: Position
    more: bool
    gathering: bool
    """Something was applied, and less than a batch."""


class ConsumerRunner:
    """Runs consumers in this process; several processes share the work without doing it twice."""

    def __init__(
        self,
        system_db: SystemDatabase,
        feed: EventFeed,
        clock: Clock,
        ids: IdMaker,
        consumers: Sequence[Consumer],
    ) -> None:
        self._db = system_db
        self._feed = feed
        self._clock = clock
        self._ids = ids
        self._consumers = consumers

    async def run(self) -> None:
        """Consume until cancelled; the database and NATS may come and go."""
        async with TaskGroup() as tasks:
            for consumer in self._consumers:
                tasks.create_task(self._consume(consumer), name=f"consumer {consumer.name}")
            tasks.create_task(self._retry_letters(), name="dead letters")

    async def _retry_letters(self) -> None:
        while True:
            try:
                while await self._retry_letter():
                    pass
                await asyncio.sleep(_LETTERS.total_seconds())
            except (SQLAlchemyError, OSError) as problem:
                _log.warning("consumer.database_away", name="dead letters", problem=str(problem))
                await asyncio.sleep(_PAUSE)

    async def _consume(self, consumer: Consumer) -> None:
        while True:
            try:
                reached = await self._take_turn_or_note(consumer)
                if reached is None:
                    await asyncio.sleep(_LOOK_AGAIN.total_seconds())
                else:
                    await self._rest(consumer, reached)
            except (SQLAlchemyError, OSError) as problem:
                _log.warning("consumer.database_away", name=consumer.name, problem=str(problem))
                await asyncio.sleep(_PAUSE)

    async def _rest(self, consumer: Consumer, reached: _Reached) -> None:
        """Until it is worth to look again."""
        if reached.gathering:
            await asyncio.sleep(consumer.gather.total_seconds())
        if not reached.more:
            await self._feed.passed(reached.position, _LOOK, consumer.kinds)

    async def _take_turn_or_note(self, consumer: Consumer) -> _Reached | None:
        try:
            return await self._take_turn(consumer)
        except _ConnectionLost as lost:
            await self._note_lost(consumer, lost)
            return None

    async def _take_turn(self, consumer: Consumer) -> _Reached | None:
        """Apply the next events; gives what was reached, or None when it is not our turn
        (another process consumes) or not yet time (an event is to be tried again).
        """
        async with self._db.transaction() as session:
            place = await places.claim(
                session, consumer.name, self._clock.now(), from_start=consumer.from_start
            )
            if place is None:
                return None
            return await self._apply_next(consumer, session, place)

    async def _apply_next(
        self, consumer: Consumer, session: AsyncSession, place: Place
    ) -> _Reached | None:
        """Apply a batch; only one event while it is under suspicion, so that a lost connection
        tells which event cost it. What the consumer does not want is passed over unread.
        """
        most = 1 if place.failures else _BATCH
        newest = await log.newest_position(session)
        end = min(newest, Position(place.position + _PASSED_OVER))
        events = await log.read_kinds(session, place.position, end, consumer.kinds, most)
        if await self._apply_all(consumer, session, events):
            reached = events[-1].position
        else:
            one_by_one = await self._apply_each(consumer, session, place, events)
            if one_by_one is None:
                return None
            reached = one_by_one
        if len(events) < most and reached == (events[-1].position if events else reached):
            reached = max(reached, end)
        if reached != place.position:
            await places.save(session, consumer.name, Place(reached, 0), None)
        gathering = bool(consumer.gather) and 0 < len(events) < most
        return _Reached(reached, reached < newest, gathering)

    async def _apply_all(
        self, consumer: Consumer, session: AsyncSession, events: Sequence[Event]
    ) -> bool:
        """Whether all were applied together; when not, nothing was."""
        if consumer.handle_all is None or len(events) < 2:  # one is no batch
            return False
        apply = partial(consumer.handle_all, session, events)
        problem = await self._attempt(session, events[0], apply)
        if problem is not None:
            _log.warning("consumer.batch_failed", name=consumer.name, problem=_in_words(problem))
        return problem is None

    async def _apply_each(
        self, consumer: Consumer, session: AsyncSession, place: Place, events: Sequence[Event]
    ) -> Position | None:
        """One after the other; gives what was reached, or None when one is to be tried again."""
        reached, failures = place.position, place.failures
        until = asyncio.get_running_loop().time() + _BATCH_LASTS.total_seconds()
        for event in events:
            problem = await self._attempt(session, event, partial(consumer.handle, session, event))
            if problem is not None and failures < len(BACK_OFF):
                await self._plan_retry(consumer, session, Place(reached, failures))
                return None
            if problem is not None:
                await self._put_aside(session, consumer, event, failures + 1, problem)
            reached, failures = event.position, 0
            if asyncio.get_running_loop().time() > until:
                break
        return reached

    async def _attempt(
        self, session: AsyncSession, event: Event, apply: Callable[[], Awaitable[None]]
    ) -> Exception | None:
        """Apply the event, or those that begin with it; when it fails its effects are undone, and
        the reason is given.

        :raises _ConnectionLost: the whole transaction is undone
        """
        try:
            async with (
                asyncio.timeout(HANDLED_WITHIN.total_seconds()),
                session.begin_nested(),
            ):
                await apply()
        except TimeoutError as problem:
            raise _ConnectionLost(event, problem) from problem
        except Exception as problem:
            if isinstance(problem, DBAPIError) and problem.connection_invalidated:
                raise _ConnectionLost(event, problem) from problem
            return problem
        return None

    async def _plan_retry(self, consumer: Consumer, session: AsyncSession, place: Place) -> None:
        retry_at = self._clock.now() + BACK_OFF[place.failures]
        failed = Place(place.position, place.failures + 1)
        await places.save(session, consumer.name, failed, retry_at)

    async def _note_lost(self, consumer: Consumer, lost: _ConnectionLost) -> None:
        async with self._db.transaction() as session:
            place = await places.claim(
                session, consumer.name, self._clock.now(), from_start=consumer.from_start
            )
            if place is None:
                return
            if place.failures < len(BACK_OFF):
                await self._plan_retry(consumer, session, place)
                return
            attempts = place.failures + 1
            await self._put_aside(session, consumer, lost.event, attempts, lost.problem)
            await places.save(session, consumer.name, Place(lost.event.position, 0), None)

    async def _put_aside(
        self,
        session: AsyncSession,
        consumer: Consumer,
        event: Event,
        attempts: int,
        problem: Exception,
    ) -> None:
        error = _in_words(problem)
        letter = dead_letters.NewLetter(self._ids.new(), consumer.name, event, attempts, error)
        await dead_letters.add(session, letter, self._clock.now())
        DEAD_LETTERED.labels(consumer.name).inc()
        _log.error("consumer.dead_letter", name=consumer.name, event_kind=event.kind, error=error)

    async def _retry_letter(self) -> bool:
        """Try again a dead letter somebody asked to be retried; false when there is none, or when
        another process does.
        """
        consumers = {consumer.name: consumer for consumer in self._consumers}
        async with self._db.transaction() as session:
            letter = await dead_letters.asked(session, list(consumers))
        if letter is None:
            return False
        try:
            problem = await self._apply_letter(consumers[letter.consumer], letter)
        except _TakenElsewhere:
            return False
        except _ConnectionLost as lost:
            problem = lost.problem
        if problem is not None:
            async with self._db.transaction() as session:
                now = self._clock.now()
                await dead_letters.fail_again(session, letter.id, _in_words(problem), now)
        return True

    async def _apply_letter(self, consumer: Consumer, letter: Letter) -> Exception | None:
        """Apply the letter's event; done with it, too, when the event is no longer kept.

        :raises _TakenElsewhere: another process retries it, or did
        """
        async with self._db.transaction() as session:
            if not await dead_letters.take(session, letter.id):
                raise _TakenElsewhere
            event = await log.read_one(session, letter.tenant_id, letter.event_id)
            problem = None
            if event is not None:
                apply = partial(consumer.handle, session, event)
                problem = await self._attempt(session, event, apply)
            if problem is None:
                await dead_letters.delete(session, letter.id)
            return problem


def _in_words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:2000]
