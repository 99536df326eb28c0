"""Quotas: spent in memory, counted for all."""

from datetime import timedelta

from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.limits.service import KEPT, RateLimiter, sweep
from guichet.kit.limits.types import Limit
from tests.conftest import Database

LIMIT = Limit("caller", 100, timedelta(minutes=1))


async def served(limiter: RateLimiter, attempts: int, limit: Limit = LIMIT) -> int:
    """How many of so many requests of one caller are not refused."""
    standings = [await limiter.spend("user:1", limit) for _ in range(attempts)]
    return sum(not standing.refused for standing in standings)


def windows(database: Database) -> int:
    with database.connect_owner() as connection:
        row = connection.execute("SELECT count(*) FROM rate_window").fetchone()
    assert row is not None
    return int(str(row[0]))


async def test_a_caller_gets_the_quota_and_no_more(
    system_db: SystemDatabase, clock: ManualClock
) -> None:
    assert await served(RateLimiter(system_db, clock), 150) == 100


async def test_processes_together_give_no_more_than_the_quota(
    system_db: SystemDatabase, clock: ManualClock
) -> None:
    processes = [RateLimiter(system_db, clock) for _ in range(3)]
    given = [await served(process, 1) for _ in range(60) for process in processes]
    assert sum(given) == 100


async def test_requests_that_come_together_are_counted_together_over_all_processes(
    system_db: SystemDatabase, clock: ManualClock
) -> None:
    one, other = RateLimiter(system_db, clock), RateLimiter(system_db, clock)
    given = [await each.spend_some("user:1", LIMIT, 30) for each in (one, other) * 2]
    assert given == [30, 30, 30, 10]
    assert await one.spend_some("user:1", LIMIT, 1) == 0
    clock.advance(timedelta(minutes=1))
    assert await one.spend_some("user:1", LIMIT, 1_000) == 100


async def test_what_is_left_is_told_and_comes_back(
    system_db: SystemDatabase, clock: ManualClock
) -> None:
    limiter = RateLimiter(system_db, clock)
    clock.advance(timedelta(seconds=20))
    first = await limiter.spend("user:1", LIMIT)
    second = await limiter.spend("user:1", LIMIT)
    assert (first.remaining, second.remaining, second.reset) == (99, 98, 40)
    await served(limiter, 98)
    assert (await limiter.spend("user:1", LIMIT)).refused
    clock.advance(timedelta(seconds=40))
    assert (await limiter.spend("user:1", LIMIT)).remaining == 99


async def test_callers_and_limits_are_counted_apart(
    system_db: SystemDatabase, clock: ManualClock
) -> None:
    limiter = RateLimiter(system_db, clock)
    await served(limiter, 100)
    assert not (await limiter.spend("user:2", LIMIT)).refused
    assert await served(limiter, 1, Limit("address", 1, timedelta(minutes=1))) == 1


async def test_an_odd_quota_is_given_whole(system_db: SystemDatabase, clock: ManualClock) -> None:
    odd = Limit("caller", 47, timedelta(minutes=1))
    assert await served(RateLimiter(system_db, clock), 60, odd) == 47
    few = Limit("few", 3, timedelta(minutes=1))
    assert await served(RateLimiter(system_db, clock), 5, few) == 3


async def test_old_windows_are_forgotten(
    system_db: SystemDatabase, clock: ManualClock, database: Database
) -> None:
    limiter = RateLimiter(system_db, clock)
    await served(limiter, 1)
    clock.advance(KEPT / 2)
    await served(limiter, 1)
    clock.advance(KEPT / 2 + timedelta(minutes=2))
    async with system_db.transaction() as session:
        await sweep(session, clock.now())
    assert windows(database) == 1
