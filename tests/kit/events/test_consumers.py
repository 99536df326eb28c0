"""Durable consumers: exactly once, in order, past the bad ones."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import NotFound
from guichet.kit.events import consumers, dead_letters, log
from guichet.kit.events.consumers import BACK_OFF, Consumer, ConsumerRunner
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.relay import Relay
from guichet.kit.events.types import Event, EventKind, NewEvent
from guichet.kit.ids import IdMaker, TenantId
from tests.conftest import Database, MakeTenant, MakeWork
from tests.kit.events.conftest import CHANGED, running, write
from tests.waiting import eventually

_PLACES = text("SELECT count(*) FROM event_consumer")


class Ledger:
    """A consumer that notes what it applied in a table, and fails where told."""

    def __init__(self, system_db: SystemDatabase) -> None:
        self._db = system_db
        self.fails_at: dict[int, Exception] = {}
        self.hangs_at: set[int] = set()
        self.attempts = 0
        self.batches: list[int] = []

    async def handle_all(self, session: AsyncSession, events: Sequence[Event]) -> None:
        self.batches.append(len(events))
        for event in events:
            await self.handle(session, event)

    async def handle(self, session: AsyncSession, event: Event) -> None:
        self.attempts += 1
        row = {"position": event.position, "version": event.version}
        await session.execute(text("INSERT INTO test_applied VALUES (:position, :version)"), row)
        if event.version in self.hangs_at:
            await session.execute(text("SELECT pg_sleep(60)"))
        if event.version in self.fails_at:
            raise self.fails_at[event.version]

    async def applied(self) -> list[int]:
        async with self._db.transaction() as session:
            rows = await session.execute(text("SELECT version FROM test_applied ORDER BY position"))
            return [row.version for row in rows]

    async def failures(self) -> int:
        async with self._db.transaction() as session:
            return await session.scalar(text("SELECT failures FROM event_consumer")) or 0

    async def letters(self) -> list[dead_letters.Letter]:
        async with self._db.transaction() as session:
            return await dead_letters.newest(session, 10)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is slow is not a handler that hangs."""
    monkeypatch.setattr(consumers, "HANDLED_WITHIN", timedelta(seconds=20))


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch, patience: None) -> None:
    """For those that hang on purpose."""
    monkeypatch.setattr(consumers, "HANDLED_WITHIN", timedelta(seconds=1))


@pytest.fixture
def applied_table(database: Database) -> Iterator[None]:
    with database.connect_owner() as owner:
        owner.execute("CREATE TABLE test_applied (position bigint PRIMARY KEY, version bigint)")
        owner.execute("GRANT ALL ON test_applied TO guichet_system")
        yield
        owner.execute("DROP TABLE test_applied")


@pytest.fixture
def ledger(applied_table: None, system_db: SystemDatabase) -> Ledger:
    return Ledger(system_db)


@pytest.fixture
async def runner(
    ledger: Ledger,
    system_db: SystemDatabase,
    relaying: Relay,
    feed: EventFeed,
    clock: ManualClock,
    ids: IdMaker,
) -> AsyncIterator[ConsumerRunner]:
    consumer = Consumer("ledger", frozenset({CHANGED}), ledger.handle)
    runner = ConsumerRunner(system_db, feed, clock, ids, [consumer])
    async with running(runner):
        await eventually(lambda: places(system_db))
        yield runner


async def places(system_db: SystemDatabase) -> int:
    async with system_db.transaction() as session:
        return await session.scalar(_PLACES) or 0


@pytest.fixture
async def tenant(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


async def applied_is(ledger: Ledger, versions: list[int]) -> None:
    async def probe() -> bool:
        return await ledger.applied() == versions

    await eventually(probe, within=30, what=f"{versions} applied")


async def failed(ledger: Ledger, times: int) -> None:
    async def probe() -> bool:
        return await ledger.failures() == times

    await eventually(probe, what=f"{times} failures")


async def test_each_event_is_applied_once_in_order(
    runner: ConsumerRunner, ledger: Ledger, make_work: MakeWork, tenant: TenantId
) -> None:
    await write(make_work, tenant, 1, 30)
    await applied_is(ledger, list(range(1, 31)))
    assert ledger.attempts == 30


async def test_two_processes_with_one_consumer_apply_each_event_once(
    runner: ConsumerRunner,
    ledger: Ledger,
    system_db: SystemDatabase,
    feed: EventFeed,
    clock: ManualClock,
    ids: IdMaker,
    make_work: MakeWork,
    tenant: TenantId,
) -> None:
    twin = Consumer("ledger", frozenset({CHANGED}), ledger.handle)
    async with running(ConsumerRunner(system_db, feed, clock, ids, [twin])):
        await write(make_work, tenant, 1, 30)
        await applied_is(ledger, list(range(1, 31)))
    assert ledger.attempts == 30


async def test_a_batch_with_a_bad_event_is_applied_one_by_one_up_to_it(
    ledger: Ledger,
    system_db: SystemDatabase,
    relaying: Relay,
    feed: EventFeed,
    clock: ManualClock,
    ids: IdMaker,
    make_work: MakeWork,
    tenant: TenantId,
) -> None:
    batches = Consumer(
        "ledger",
        frozenset({CHANGED}),
        ledger.handle,
        handle_all=ledger.handle_all,
        gather=timedelta(milliseconds=10),
    )
    ledger.fails_at[12] = ValueError("not yet")
    async with running(ConsumerRunner(system_db, feed, clock, ids, [batches])):
        await eventually(lambda: places(system_db))
        async with make_work(tenant) as work:  # of one commit: they come together
            await work.record_all([NewEvent(CHANGED, "thing:1", n, {}) for n in range(1, 21)])
        await failed(ledger, 1)
        await applied_is(ledger, list(range(1, 12)))
        ledger.fails_at.clear()
        clock.advance(BACK_OFF[0])
        await applied_is(ledger, list(range(1, 21)))
    assert ledger.batches == [20, 8], "under suspicion an event is applied by itself"


async def test_an_event_that_failed_is_tried_again_after_a_pause_and_then_applied(
    runner: ConsumerRunner,
    ledger: Ledger,
    clock: ManualClock,
    make_work: MakeWork,
    tenant: TenantId,
) -> None:
    ledger.fails_at[2] = ValueError("not yet")
    await write(make_work, tenant, 1, 3)
    await failed(ledger, 1)
    await applied_is(ledger, [1])
    ledger.fails_at.clear()
    clock.advance(BACK_OFF[0])
    await applied_is(ledger, [1, 2, 3])
    assert await ledger.letters() == []


async def make_letter(
    ledger: Ledger, clock: ManualClock, make_work: MakeWork, tenant: TenantId
) -> dead_letters.Letter:
    ledger.fails_at[2] = ValueError("never")
    await write(make_work, tenant, 1, 3)
    for failures, pause in enumerate(BACK_OFF, start=1):
        await failed(ledger, failures)
        clock.advance(pause)
    await applied_is(ledger, [1, 3])
    return (await ledger.letters())[0]


async def test_an_event_that_keeps_failing_is_put_aside_and_the_others_go_on(
    runner: ConsumerRunner,
    ledger: Ledger,
    clock: ManualClock,
    make_work: MakeWork,
    tenant: TenantId,
) -> None:
    letter = await make_letter(ledger, clock, make_work, tenant)
    assert (letter.consumer, letter.tenant_id, letter.kind) == ("ledger", tenant, CHANGED)
    assert (letter.attempts, letter.error) == (len(BACK_OFF) + 1, "ValueError: never")


async def test_a_dead_letter_is_tried_again_when_asked(
    runner: ConsumerRunner,
    ledger: Ledger,
    clock: ManualClock,
    make_work: MakeWork,
    tenant: TenantId,
    system_db: SystemDatabase,
) -> None:
    letter = await make_letter(ledger, clock, make_work, tenant)
    async with system_db.transaction() as session:
        await dead_letters.ask_retry(session, letter.id, clock.now())

    async def failed_again() -> bool:
        return (await ledger.letters())[0].attempts == letter.attempts + 1

    await eventually(failed_again)
    ledger.fails_at.clear()
    async with system_db.transaction() as session:
        await dead_letters.ask_retry(session, letter.id, clock.now())
    await applied_is(ledger, [1, 2, 3])
    assert await ledger.letters() == []


@pytest.mark.usefixtures("no_patience")
async def test_a_dead_letter_that_hangs_when_retried_stays_a_dead_letter(
    runner: ConsumerRunner,
    ledger: Ledger,
    clock: ManualClock,
    make_work: MakeWork,
    tenant: TenantId,
    system_db: SystemDatabase,
) -> None:
    letter = await make_letter(ledger, clock, make_work, tenant)
    ledger.hangs_at.add(2)
    async with system_db.transaction() as session:
        await dead_letters.ask_retry(session, letter.id, clock.now())

    async def timed_out() -> bool:
        return (await ledger.letters())[0].error.startswith("TimeoutError")

    await eventually(timed_out)
    await write(make_work, tenant, 4, 4)
    await applied_is(ledger, [1, 3, 4])


async def test_a_dead_letter_can_be_given_up(
    runner: ConsumerRunner,
    ledger: Ledger,
    clock: ManualClock,
    make_work: MakeWork,
    tenant: TenantId,
    system_db: SystemDatabase,
) -> None:
    letter = await make_letter(ledger, clock, make_work, tenant)
    async with system_db.transaction() as session:
        await dead_letters.delete(session, letter.id)
        assert await dead_letters.count(session) == 0
        with pytest.raises(NotFound):
            await dead_letters.ask_retry(session, letter.id, clock.now())


async def test_a_retry_is_done_with_a_dead_letter_whose_event_is_no_longer_kept(
    runner: ConsumerRunner,
    ledger: Ledger,
    clock: ManualClock,
    make_work: MakeWork,
    tenant: TenantId,
    database: Database,
    system_db: SystemDatabase,
) -> None:
    letter = await make_letter(ledger, clock, make_work, tenant)
    with database.connect_owner() as owner:
        owner.execute("DELETE FROM event_log WHERE id = %s", [letter.event_id])
    async with system_db.transaction() as session:
        await dead_letters.ask_retry(session, letter.id, clock.now())

    async def none_left() -> bool:
        return await ledger.letters() == []

    await eventually(none_left, what="no letter is left")


@pytest.mark.usefixtures("no_patience")
async def test_a_handler_that_hangs_counts_as_failed(
    runner: ConsumerRunner,
    ledger: Ledger,
    clock: ManualClock,
    make_work: MakeWork,
    tenant: TenantId,
) -> None:
    ledger.hangs_at.add(1)
    await write(make_work, tenant, 1, 2)
    await failed(ledger, 1)
    ledger.hangs_at.clear()
    clock.advance(BACK_OFF[0])
    await applied_is(ledger, [1, 2])
    assert ledger.attempts == 3


async def test_what_a_consumer_does_not_want_is_passed_over_and_wanted_ones_in_between_applied(
    runner: ConsumerRunner,
    ledger: Ledger,
    make_work: MakeWork,
    tenant: TenantId,
    system_db: SystemDatabase,
) -> None:
    other = NewEvent(EventKind("tests.other.changed"), "other:1", 1, {"item": {"n": 1}})
    for version in (1, 2):
        await write(make_work, tenant, version, version)
        async with make_work(tenant) as work:
            await work.record_all([other] * 150)
    await applied_is(ledger, [1, 2])

    async def reached_the_end() -> bool:
        async with system_db.transaction() as session:
            place = await session.scalar(text("SELECT position FROM event_consumer"))
            return bool(place == await log.newest_position(session) == 302)

    await eventually(reached_the_end, what="the consumer stands at the end of the log")
    assert ledger.attempts == 2
