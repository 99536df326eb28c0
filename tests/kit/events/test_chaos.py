"""No event is lost, doubled or out of order, whatever dies: relay, database or NATS, by SIGKILL.

Eight writers change three things, taking their transaction ids before they wait for the row
lock, so that transaction ids and the order of changes disagree all the time. ``./dev soak`` does
it for five more seeds, GUICHET_SOAK_SECONDS (60) each.
"""

import asyncio
import itertools
import os
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
from nats.errors import Error as NatsError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.bus import Bus
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import database_url, role_engine
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.errors import Unavailable
from guichet.kit.events.codec import STREAM
from guichet.kit.events.consumers import Consumer, ConsumerRunner
from guichet.kit.events.feed import EventFeed, Listener
from guichet.kit.events.types import Event
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, UnitOfWork
from tests.kit.events.conftest import CHANGED, running, thing
from tests.servers.town import Town, cause_chaos
from tests.waiting import eventually

SOAK_SECONDS = float(os.environ.get("GUICHET_SOAK_SECONDS", "60"))
ROUNDS = [
    (1, 8.0),
    *(
        pytest.param(
            seed, SOAK_SECONDS, marks=[pytest.mark.soak, pytest.mark.timeout(SOAK_SECONDS + 300)]
        )
        for seed in range(2, 7)
    ),
]
WRITERS = 8
THINGS = 3
ROUND = itertools.count(1)
"""Each has a folder of its own."""


@pytest.fixture
async def town(passable_folder: Path) -> AsyncIterator[Town]:
    town = Town(passable_folder / f"chaos{next(ROUND)}", THINGS)
    try:
        await town.start()
        yield town
    finally:
        await town.stop()


class Writers:
    """Change things and record it, again and again, until told to stop."""

    def __init__(self, open_work: UnitOfWork, chance: random.Random, tenant: TenantId) -> None:
        self._open_work = open_work
        self._chance = chance
        self._tenant = tenant
        self.stopped = False

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(WRITERS):
                tasks.create_task(self._write())

    async def _write(self) -> None:
        while not self.stopped:
            try:
                await self._change(self._chance.randint(1, THINGS))
            except (SQLAlchemyError, OSError):
                await eventually(self._database_answers, within=90)

    async def _database_answers(self) -> bool:
        try:
            async with self._open_work(self._tenant, SYSTEM) as work:
                return bool(await work.session.scalar(text("SELECT true")))
        except (SQLAlchemyError, OSError):
            return False

    async def _change(self, number: int) -> None:
        async with self._open_work(self._tenant, SYSTEM) as work:
            await work.session.execute(text("SELECT pg_current_xact_id()"))
            change = "UPDATE thing SET version = version + 1 WHERE id = :id RETURNING version"
            version = await work.session.scalar(text(change), {"id": number})
            assert version is not None
            await work.record(thing(version, f"thing:{number}"))


async def apply(session: AsyncSession, event: Event) -> None:
    """A consumer's effect, which must happen once."""
    row = {"subject": event.subject, "version": event.version, "position": event.position}
    statement = "INSERT INTO applied VALUES (:subject, :version, :position)"
    await session.execute(text(statement), row)


async def collect(listener: Listener, heard: list[Event]) -> None:
    while True:
        heard += await listener.next()


def gapless(versions: list[int]) -> bool:
    return versions == list(range(1, len(versions) + 1))


@pytest.mark.parametrize(("seed", "seconds"), ROUNDS)
async def test_no_event_is_lost_doubled_or_out_of_order_whatever_dies(
    town: Town, seed: int, seconds: float
) -> None:
    chance, clock = random.Random(seed), SystemClock()
    ids = IdMaker(clock)
    owner_url, bus = database_url(town.postgres.url()), Bus(town.nats.url)
    request = role_engine(owner_url, town.roles, "request")
    system = role_engine(owner_url, town.roles, "system")
    system_db = SystemDatabase(system, bus.nudge)
    feed = EventFeed(system_db, bus)
    consumer = Consumer("applier", frozenset({CHANGED}), apply)
    runner = ConsumerRunner(system_db, feed, clock, ids, [consumer])
    open_work = UnitOfWork(RequestDatabase(request, bus.nudge), clock, ids)
    writers = Writers(open_work, chance, TenantId(ids.new()))
    heard: list[Event] = []
    async with (
        running(bus, feed, runner),
        feed.listening(size=10_000_000) as listener,
        asyncio.TaskGroup() as tasks,
    ):
        await eventually(lambda: _has_place(system_db))
        collecting = tasks.create_task(collect(listener, heard))
        writing = tasks.create_task(writers.run())
        deaths = await cause_chaos(town, chance, seconds)
        writers.stopped = True
        await writing
        await eventually(lambda: _settled(system_db, feed), within=90)
        await eventually(lambda: _last_in_stream(bus, feed), within=90)
        collecting.cancel()
    await request.dispose()
    await system.dispose()
    _judge(town, heard, deaths)


async def _has_place(db: SystemDatabase) -> bool:
    async with db.transaction() as session:
        return await session.scalar(text("SELECT name FROM event_consumer")) is not None


async def _settled(db: SystemDatabase, feed: EventFeed) -> bool:
    """Everything committed has its position, was heard, and was applied."""
    settled = (
        "SELECT (SELECT count(*) FROM event_log WHERE position IS NULL) = 0"
        " AND (SELECT max(position) FROM event_log) = :heard"
        " AND (SELECT position FROM event_consumer) = :heard"
    )
    try:
        async with db.transaction() as session:
            return bool(await session.scalar(text(settled), {"heard": feed.position}))
    except SQLAlchemyError:
        return False


async def _last_in_stream(bus: Bus, feed: EventFeed) -> bool:
    try:
        info = await bus.client.jetstream().stream_info(STREAM)
    except (NatsError, Unavailable):
        return False
    last: int = info.state.last_seq
    return last == feed.position


def _judge(town: Town, heard: list[Event], deaths: dict[str, int]) -> None:
    with psycopg.connect(town.postgres.url()) as owner:
        things = owner.execute("SELECT 'thing:' || id, version FROM thing ORDER BY id").fetchall()
        applied = owner.execute("SELECT subject, version FROM applied ORDER BY position").fetchall()
    assert [e.position for e in heard] == list(range(1, len(heard) + 1))
    assert [(e.subject, e.version) for e in heard] == applied
    by_subject: dict[str, list[int]] = defaultdict(list)
    for event in heard:
        by_subject[event.subject].append(event.version)
    assert all(gapless(versions) for versions in by_subject.values())
    assert sorted((subject, len(versions)) for subject, versions in by_subject.items()) == things
    assert min(deaths.values()) > 1, deaths
    assert len(heard) > 100
