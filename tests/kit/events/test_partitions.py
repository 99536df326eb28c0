"""Months of the event log: made ahead, and later for what fell beside them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.events.partitions import make_months, months, months_ahead, next_month
from guichet.kit.ground import Ground
from guichet.kit.upkeep.jobs import make_months_ahead
from tests.conftest import MORNING, Database, MakeTenant, MakeWork
from tests.kit.events.conftest import thing

instants = st.integers(946_684_800, 4_102_444_800).map(lambda s: datetime.fromtimestamp(s, UTC))
_PARTITIONS = b"""
SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'event_log'::regclass
"""


@pytest.fixture(autouse=True)
def months_of_old(database: Database) -> Iterator[None]:
    """The months this test makes are dropped after it."""
    before = set(partitions(database))
    yield
    with database.connect_owner() as owner:
        for name in set(partitions(database)) - before:
            owner.execute(f"DROP TABLE {name}".encode())


def partitions(database: Database) -> list[str]:
    with database.connect_owner() as owner:
        return sorted(str(name) for (name,) in owner.execute(_PARTITIONS).fetchall())


@given(instants)
def test_a_month_ends_where_the_next_begins(instant: datetime) -> None:
    after = next_month(instant)
    assert after.day == 1
    assert instant < after <= instant + timedelta(days=31)
    assert list(months(instant, after))[-1] == after


def test_the_months_ahead_are_the_present_one_and_three_more() -> None:
    ahead = months_ahead(datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
    assert [f"{month:%Y-%m}" for month in ahead] == ["2026-11", "2026-12", "2027-01", "2027-02"]


async def test_the_job_makes_the_months_ahead_once(
    ground: Ground, clock: ManualClock, database: Database
) -> None:
    clock.set(datetime(2031, 5, 3, tzinfo=UTC))
    await make_months_ahead.run(ground)
    await make_months_ahead.run(ground)
    made = [name for name in partitions(database) if "2031" in name]
    assert made == [f"event_log_2031_0{month}" for month in (5, 6, 7, 8)]


async def test_an_event_of_a_month_nobody_made_is_kept_and_moved_when_the_month_is_made(
    system_db: SystemDatabase,
    clock: ManualClock,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    clock.set(datetime(2019, 7, 14, tzinfo=UTC))
    async with make_work(await make_tenant()) as work:
        await work.record(thing(1))
    where = text("SELECT tableoid::regclass::text FROM event_log")
    async with system_db.transaction() as session:
        assert await session.scalar(where) == "event_log_default"
        made = await make_months(session, clock.now(), clock.now())
    async with system_db.transaction() as session:
        assert (made, await session.scalar(where)) == (1, "event_log_2019_07")


async def test_a_month_beside_the_default_one_takes_its_events_at_once(
    system_db: SystemDatabase, clock: ManualClock, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    async with system_db.transaction() as session:
        await make_months(session, MORNING, MORNING)
    async with make_work(await make_tenant()) as work:
        await work.record(thing(1))
        where = await work.session.scalar(text("SELECT tableoid::regclass::text FROM event_log"))
    assert where == "event_log_2026_03"
