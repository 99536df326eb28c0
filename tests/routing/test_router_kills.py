"""The leading router is killed again and again under load: nothing is offered twice or lost."""

import asyncio
import sys
from collections import Counter
from contextlib import suppress
from functools import partial

import pytest

from guichet.accounts.rights import Role
from guichet.kit.bus import Bus
from guichet.kit.clock import SystemClock
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.relay import Relay
from guichet.kit.events.types import Event
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, UnitOfWork
from tests.accounts.conftest import World
from tests.conftest import Database
from tests.routing.conftest import floor_of
from tests.servers.routing_day import AGENTS, Day, Routers
from tests.waiting import eventually


@pytest.fixture
async def day(
    database: Database,
    nats_url: str,
    request_db: RequestDatabase,
    world: World,
    feed: EventFeed,
    relaying: Relay,
    bus: Bus,
) -> Day:
    clock = SystemClock()
    open_work = UnitOfWork(RequestDatabase(request_db._engine, bus.nudge), clock, IdMaker(clock))

    def make_work(tenant_id: TenantId) -> object:
        return open_work(tenant_id, SYSTEM)

    tenant = await world.tenant()
    floor = await floor_of(tenant, world, make_work)  # type: ignore[arg-type]  # opens works alike
    more = [
        await world.member(tenant, f"agent{n}@example.com", Role.AGENT) for n in range(AGENTS - 2)
    ]
    staff = [floor.amelie, floor.ravi, *more]
    for one in staff:
        await floor.is_ready(one)
    return Day(floor, staff, feed, bus, seed=7)


def told_twice(events: list[Event]) -> list[str]:
    """Interactions whose offers do not end before the next begins, or that two agents took."""
    wrong = []
    offered: Counter[str] = Counter()
    for event in sorted(events, key=lambda one: one.position):
        name = _name(event)
        if name == "offered":
            offered[event.subject] += 1
        elif name in ("declined", "taken"):
            offered[event.subject] -= 1
        if offered[event.subject] not in (0, 1):
            wrong.append(f"{event.subject} at {event.position}: {name}")
    taken = Counter(one.subject for one in events if one.kind.endswith(".taken"))
    return wrong + [f"{subject} taken {n} times" for subject, n in taken.items() if n > 1]


def balance(day: Day, decided: int) -> dict[str, int]:
    """What does not come out even: every figure is nought when nothing was lost or doubled."""
    events = Counter(_name(one) for one in day.events)
    ended = Counter(one.subject for one in day.events if _name(one) == "closed")
    came = {f"interaction:{one}" for one in day.came}
    return {
        "came less opened": len(day.came) - events["opened"],
        "opened less ended": events["opened"] - events["closed"],
        "never ended": len(came - ended.keys()),
        "ended, never came": len(ended.keys() - came),
        "taken less ended": events["taken"] - events["closed"],
        "offers less taken and declined": events["offered"] - events["taken"] - events["declined"],
        "offers less kept decisions": events["offered"] - decided,
    }


def _name(event: Event) -> str:
    return event.kind.rsplit(".", 1)[-1]


@pytest.mark.parametrize(
    "kills",
    [
        5,
        pytest.param(300, marks=[pytest.mark.soak, pytest.mark.timeout(3_600)]),
    ],
)
async def test_a_killed_router_forgets_nothing_and_offers_nothing_twice(
    day: Day, database: Database, nats_url: str, kills: int
) -> None:
    routers = Routers(database, nats_url, day.floor.tenant_id)
    await routers.start()
    await routers.start()
    gaps: list[float] = []
    living = asyncio.create_task(day.run())
    try:
        await eventually(lambda: day.offers > 5, within=30)
        for _ in range(kills):
            await routers.kill_leader()
            begun = day.last_offer
            await eventually(partial(day.goes_on, day.offers), within=30)
            gaps.append(day.last_offer - begun)
        day.close()
        await eventually(lambda: _none_left(day), within=120, every=0.2)
        await eventually(lambda: _all_told(day), within=30)
        assert told_twice(day.events) == []
        owed = balance(day, _offers_decided(database, day.floor.tenant_id))
        assert not any(owed.values()), owed
    finally:
        living.cancel()
        with suppress(asyncio.CancelledError):
            await living
        await routers.stop()
    sys.stdout.write(_account(day, gaps))


def _account(day: Day, gaps: list[float]) -> str:
    longest, offers = max(gaps), day.offers
    middle = sorted(gaps)[len(gaps) // 2]
    return (
        f"{len(gaps)} kills, {len(day.came)} requests, {offers} offers;"
        f" without offers for {middle:.1f} s in the middle, {longest:.1f} s at most;"
        f" every balance is nought\n"
    )


def _offers_decided(database: Database, tenant_id: TenantId) -> int:
    with database.connect_owner() as owner:
        row = owner.execute(
            "SELECT count(*) FROM routing_decision WHERE tenant_id = %s AND kind = 'offered'",
            (tenant_id,),
        ).fetchone()
    assert row is not None
    return int(str(row[0]))


def _all_told(day: Day) -> bool:
    """The log tells of the last end a moment after it stands in the table."""
    return sum(_name(one) == "closed" for one in day.events) >= len(day.came)


async def _none_left(day: Day) -> bool:
    return not await day.left()
