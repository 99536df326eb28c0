"""What was counted as it happened equals what the log says, read naively afterwards."""

from collections import Counter as Sums
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from guichet.accounts.members import service as members
from guichet.accounts.rights import Role
from guichet.accounts.users import service as users
from guichet.accounts.users.types import NewUser
from guichet.accounts.works import SystemWorks
from guichet.agents import service as agents
from guichet.agents.types import QueueRules
from guichet.desk import handing
from guichet.desk import service as desk
from guichet.desk.handing import By, Towards
from guichet.gateway.types import Medium
from guichet.insight.figures import repository, service
from guichet.insight.figures.counter import KINDS, FiguresCounter
from guichet.insight.figures.counting import Target
from guichet.insight.figures.facts import interaction_fact
from guichet.insight.figures.topics import SupervisionBoard
from guichet.intake import visitors
from guichet.intake.types import Arrival
from guichet.interactions.types import Agent, QueueRef
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.errors import Invalid
from guichet.kit.events import log
from guichet.kit.events.types import Event
from guichet.kit.ids import IdMaker, UserId
from guichet.kit.topics import Viewer
from guichet.kit.work import SYSTEM, Actor
from guichet.routing import service as routing
from guichet.routing.promises import Promise
from tests.conftest import MORNING, Database, MakeTenant, MakeWork
from tests.desk.scene import RAVI, ability, arrives
from tests.gateway.scene import Shop, open_shop, says, visitor
from tests.insight.figures import naive
from tests.live.replay import (
    assert_snapshot_plus_events_equals_snapshot,
    give_positions,
)

USUAL = Target(timedelta(seconds=60), timedelta(seconds=5))


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


@pytest.fixture
def counter(clock: ManualClock, ids: IdMaker) -> FiguresCounter:
    return FiguresCounter(clock, ids)


@pytest.fixture
async def amelie(system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, shop: Shop) -> Agent:
    """A member who answers."""
    works = SystemWorks(system_db, clock, ids)
    async with works() as work:
        user = await users.create(
            work, NewUser("amelie@example.com", "Amélie Payet", "fr", "hash", False)
        )
    async with works(SYSTEM, shop.tenant_id) as work:
        await members.add(work, user, [Role.AGENT])
    return Agent(user.id, user.name)


async def a_morning(make_work: MakeWork, shop: Shop, clock: ManualClock, amelie: Agent) -> None:
    """Answered at once and late, handed on, put back, held, given up, and one that still waits."""
    able, ids = ability(shop), []
    async with make_work(shop.tenant_id) as work:
        await agents.default_queue(work)
        orders = await agents.create_queue(work, QueueRules(name="Commandes"))
        await agents.set_presence(work, UserId(amelie.id), "ready", None)
    for number in range(1, 7):
        ids.append(
            (
                await arrives(make_work, shop, says(f"n {number}", who=visitor(number)))
            ).interaction_id
        )
        clock.advance(timedelta(seconds=20))
    quick, late, handed, back, _gives_up, _waits = ids
    async with make_work(shop.tenant_id) as work:
        await desk.take(work, able, quick, amelie)
    clock.advance(timedelta(minutes=9))
    async with make_work(shop.tenant_id) as work:
        await desk.take(work, able, late, RAVI)
        await desk.take(work, able, handed, amelie)
        await desk.hold(work, quick, amelie)
    clock.advance(timedelta(minutes=11))
    async with make_work(shop.tenant_id) as work:
        await handing.transfer(
            work,
            able,
            handed,
            By(amelie),
            to=Towards(None, QueueRef(orders.id, orders.name)),
            note=None,
        )
        await desk.take(work, able, back, amelie)
        await desk.resume(work, quick, amelie)
    clock.advance(timedelta(minutes=3))
    async with make_work(shop.tenant_id) as work:
        await desk.release(work, able, back, amelie)
        await desk.close(work, able, quick, amelie)
        await desk.close(work, able, late, RAVI)
        await agents.set_presence(work, UserId(amelie.id), "not_ready", "lunch")
    async with make_work(shop.tenant_id, Actor("visitor")) as work:
        arrival = Arrival(shop.door.id, shop.door.kind, Medium.CHAT, "Boutique", "fr")
        await visitors.end(work, arrival, visitor(5), desk.ended_by_person)


async def three_are_promised(
    works: SystemWorks, make_work: MakeWork, shop: Shop, clock: ManualClock
) -> None:
    """One is answered in time, after a first promise that was not kept; one leaves before; one
    still waits.
    """
    able = ability(shop)
    async with make_work(shop.tenant_id) as work:
        queue = await agents.default_queue(work)
    ids = [
        (await arrives(make_work, shop, says(f"p {n}", who=visitor(n)))).interaction_id
        for n in (21, 22, 23)
    ]
    answered = ids[0]

    async def promise(high: int, *to: UUID) -> None:
        async with works(SYSTEM, shop.tenant_id) as work:
            made = [
                Promise(one, 0, queue.id, queue.name, clock.now(), 1, 0, high, high) for one in to
            ]
            await routing.promise(work, made)

    await promise(60, answered)
    clock.advance(timedelta(minutes=16))
    await promise(120, *ids)
    clock.advance(timedelta(minutes=1))
    async with make_work(shop.tenant_id, Actor("visitor")) as work:
        await desk.take(work, able, answered, RAVI)
        arrival = Arrival(shop.door.id, shop.door.kind, Medium.CHAT, "Boutique", "fr")
        await visitors.end(work, arrival, visitor(22), desk.ended_by_person)
    async with works(SYSTEM, shop.tenant_id) as work:
        for one in ids:
            await routing.settle(work, one)


async def events_of(system_db: SystemDatabase) -> Sequence[Event]:
    async with system_db.transaction() as session:
        found = await log.read_after(session, log.START, 10_000)
    return [one for one in found if one.kind in KINDS]


async def count_all(
    system_db: SystemDatabase, counter: FiguresCounter, events: Sequence[Event], at_once: int = 5
) -> None:
    for first in range(0, len(events), at_once):
        async with system_db.transaction() as session:
            await counter.handle_all(session, events[first : first + at_once])


def stories(events: Sequence[Event]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for event in events:
        fact = interaction_fact(event)
        if fact is not None:
            found.setdefault(event.subject, []).append(fact)
    return found


@pytest.mark.parametrize("at_once", [1, 7, 10_000])
async def test_the_figures_are_those_read_naively_from_the_log(
    database: Database,
    system_db: SystemDatabase,
    make_work: MakeWork,
    clock: ManualClock,
    shop: Shop,
    amelie: Agent,
    counter: FiguresCounter,
    at_once: int,
) -> None:
    await a_morning(make_work, shop, clock, amelie)
    give_positions(database)
    events = await events_of(system_db)
    await count_all(system_db, counter, events, at_once)
    wanted: dict[naive.Key, Sums[str]] = {}
    for story in stories(events).values():
        for key, sums in naive.queue_figures(story, USUAL).items():
            wanted.setdefault(key, Sums()).update(sums)
    async with system_db.transaction() as session:
        rows = await repository.queue_quarters(
            session, shop.tenant_id, MORNING, MORNING + timedelta(days=1)
        )
    got = {
        (one.queue_id, one.quarter): Sums(
            {name: value for name, value in one.sums.items() if name != repository.LONGEST}
        )
        for one in rows
    }
    assert naive.nonzero(got) == naive.nonzero(wanted)
    totals = sum(wanted.values(), Sums[str]())
    assert totals["offered"] == 7
    assert totals["abandoned"] == 1
    assert totals["answered"] == 4


async def test_reports_give_service_level_waits_and_occupancy(
    database: Database,
    system_db: SystemDatabase,
    make_work: MakeWork,
    clock: ManualClock,
    shop: Shop,
    amelie: Agent,
    counter: FiguresCounter,
) -> None:
    await a_morning(make_work, shop, clock, amelie)
    give_positions(database)
    await count_all(system_db, counter, await events_of(system_db))
    day = datetime(2026, 3, 2, tzinfo=UTC)
    async with make_work(shop.tenant_id) as work:
        queues = await service.queues(work, day, day + timedelta(days=1))
        reports = await service.agents(work, day, day + timedelta(days=1))
        with pytest.raises(Invalid):
            await service.queues(work, day, day)
    first = next(one for one in queues if one.sums["offered"] == 6)
    assert first.rating.service_level == first.sums["answered_within"] / 6
    assert first.rating.abandon_rate == pytest.approx(1 / 6)
    assert first.sums["longest_wait_ms"] > first.sums["wait_ms"] / 4
    hers = next(one for one in reports if one.agent_id == amelie.id)
    busy, ready = hers.sums["busy_ms"], hers.sums["ready_ms"]
    assert hers.rating.occupancy == busy / (busy + ready)
    assert busy == timedelta(minutes=23) // timedelta(milliseconds=1)


async def test_promises_are_judged_in_the_quarter_they_were_made(
    database: Database,
    system_db: SystemDatabase,
    make_work: MakeWork,
    clock: ManualClock,
    ids: IdMaker,
    shop: Shop,
    counter: FiguresCounter,
) -> None:
    works = SystemWorks(system_db, clock, ids)
    await three_are_promised(works, make_work, shop, clock)
    give_positions(database)
    await count_all(system_db, counter, await events_of(system_db))
    async with system_db.transaction() as session:
        rows = await repository.queue_quarters(
            session, shop.tenant_id, MORNING, MORNING + timedelta(days=1)
        )
    told = [(one.sums["promises"], one.sums["promises_kept"]) for one in rows]
    assert sorted(told) == [(1, 0), (1, 1)], "who left before the time was up proves nothing"
    async with make_work(shop.tenant_id) as work:
        [report] = await service.queues(work, MORNING, MORNING + timedelta(days=1))
    assert report.rating.promises_kept == 0.5


async def test_the_board_follows_by_events_alone(
    database: Database,
    request_db: RequestDatabase,
    system_db: SystemDatabase,
    make_work: MakeWork,
    clock: ManualClock,
    shop: Shop,
    amelie: Agent,
    ids: IdMaker,
    counter: FiguresCounter,
) -> None:
    works = SystemWorks(system_db, clock, ids)
    viewer = Viewer(UserId(RAVI.id), shop.tenant_id, frozenset({"desk.supervise"}))

    async def live() -> None:
        await a_morning(make_work, shop, clock, amelie)
        await three_are_promised(works, make_work, shop, clock)
        give_positions(database)
        await count_all(system_db, counter, await events_of(system_db))

    items = await assert_snapshot_plus_events_equals_snapshot(
        database, request_db, SupervisionBoard(), viewer, {}, do=live
    )
    assert {"queue", "interaction", "presence", "promise"} <= {one.kind for one in items}
