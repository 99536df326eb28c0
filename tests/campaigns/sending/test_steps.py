"""A campaign on its way: nobody twice, nobody forgotten, whatever falls when."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from uuid import UUID

import pytest
from sqlalchemy import text

from guichet.campaigns import repository, service
from guichet.campaigns.erasure import CampaignsErased
from guichet.campaigns.sending import steps
from guichet.campaigns.sending.runner import LEASE, CampaignRunner
from guichet.campaigns.types import Audience, Campaign, CampaignState, Pace, Timing
from guichet.gateway.leases.service import Leases
from guichet.gateway.mass import campaigns as mass
from guichet.gateway.mass.service import send
from guichet.kit.errors import Conflict, Forbidden
from guichet.kit.money import Money
from guichet.kit.tasks import TaskGroup
from guichet.kit.work import SYSTEM, Work
from guichet.usage import service as usage
from guichet.usage.types import Caps, Terms
from tests.campaigns.scene import ADA, BOB, Scene, price
from tests.gateway.mass.line import Line, house, takes
from tests.waiting import eventually

ROUTE = UUID(int=1)


def typed(count: int) -> Audience:
    """So many numbers of nobody who has a card."""
    return Audience(numbers=tuple(f"+262692{one:06d}" for one in range(count)))


async def finished(scene: Scene, one: Campaign) -> Campaign:
    """Step until nothing is left to accept."""
    now = await scene.get(one)
    while now.prepared < (now.recipients or 0):
        scene.clock.advance(timedelta(seconds=1))
        now = await scene.step(one)
    return now


async def test_nothing_leaves_within_the_seconds_of_undo(scene: Scene) -> None:
    one = await scene.draft(typed(2))
    await scene.send(one, 2)
    scene.clock.advance(timedelta(seconds=9))
    assert (await scene.step(one)).state == "leaving"
    assert await scene.accepted() == []
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        assert (await service.undo(work, one.id)).state == "draft"
    scene.clock.advance(timedelta(minutes=1))
    assert (await scene.step(one)).state == "draft"
    assert await scene.accepted() == []


async def test_it_is_too_late_to_undo_what_leaves(scene: Scene) -> None:
    one = await scene.on_its_way(await scene.draft(typed(2)), 2)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        with pytest.raises(Conflict):
            await service.undo(work, one.id)


async def test_everybody_gets_it_once_in_chunks_that_know_their_campaign(scene: Scene) -> None:
    one = await scene.on_its_way(await scene.draft(typed(2_300)), 2_300)
    now = await finished(scene, one)
    assert now.prepared == 2_300
    assert Counter(await scene.accepted()) == Counter(typed(2_300).numbers)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        chunks = await repository.chunks(work, one.id)
        assert [(chunk.first, chunk.count) for chunk in chunks] == [
            (1, 1_000),
            (1_001, 1_000),
            (2_001, 300),
        ]
        assert (await mass.waiting(work, one.id)).messages == 2_300


class Fall(Exception):
    """The process is gone."""


FALLS = ["send", "add_chunk", "_moved", "commit"]


@pytest.mark.parametrize("where", FALLS)
async def test_a_fall_between_any_two_steps_neither_doubles_nor_forgets(
    scene: Scene, where: str
) -> None:
    """Before anything, after messages, after the chunk, before the commit: each time the next one
    goes on at the cursor.
    """
    one = await scene.on_its_way(await scene.draft(typed(1_500)), 1_500)
    for _ in range(2):
        with pytest.raises(Fall):
            await _falling(scene, one, where)
        assert (await scene.get(one)).prepared in (0, 1_000)
        scene.clock.advance(timedelta(seconds=1))
        await scene.step(one)
    assert Counter(await scene.accepted()) == Counter(typed(1_500).numbers)


async def _falling(scene: Scene, one: Campaign, where: str) -> None:
    real: Mapping[str, Callable[..., Awaitable[object]] | None] = {
        "send": send,
        "_moved": steps._moved,
        "add_chunk": repository.add_chunk,
        "commit": None,
    }
    step = real[where]

    async def falls(*args: object, **named: object) -> None:
        if step is not None:
            await step(*args, **named)
        raise Fall

    if where == "commit":
        async with scene.open_work(scene.tenant.id, SYSTEM) as work:
            await steps.step(work, one.id, scene.means)
            raise Fall
    target = repository if where == "add_chunk" else steps
    with patch.object(target, where, falls):
        await scene.step(one)


async def test_who_was_erased_meanwhile_does_not_get_it_and_the_others_do(scene: Scene) -> None:
    people = [await scene.contact(f"Client {at}", f"+26269200000{at}") for at in range(5)]
    one = await scene.on_its_way(await scene.draft(), 5)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await CampaignsErased().erase(work, [people[0], people[2]])
    assert (await finished(scene, one)).prepared == 5
    assert await scene.accepted() == ["+262692000001", "+262692000003", "+262692000004"]
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        chunks = await repository.chunks(work, one.id)
        assert [(chunk.first, chunk.count) for chunk in chunks] == [(2, 1), (4, 2)]


async def test_two_who_look_after_it_at_once_send_nothing_twice(scene: Scene) -> None:
    one = await scene.on_its_way(await scene.draft(typed(3_000)), 3_000)
    while (await scene.get(one)).prepared < 3_000:
        scene.clock.advance(timedelta(seconds=1))
        await asyncio.gather(scene.step(one), scene.step(one))
    assert Counter(await scene.accepted()) == Counter(typed(3_000).numbers)


async def test_no_more_waits_with_carriers_than_may(scene: Scene) -> None:
    one = await scene.on_its_way(await scene.draft(typed(5_000)), 5_000)
    with patch.object(steps, "AHEAD", 2_000):
        for _ in range(5):
            scene.clock.advance(timedelta(seconds=1))
            await scene.step(one)
    assert (await scene.get(one)).prepared == 2_000


async def test_a_rate_is_kept(scene: Scene) -> None:
    timing = Timing(pace=Pace("rate", per_minute=60))
    one = await scene.on_its_way(await scene.draft(typed(100), timing=timing), 100)
    for _ in range(60):
        scene.clock.advance(timedelta(seconds=1))
        await scene.step(one)
    assert 58 <= (await scene.get(one)).prepared <= 62


async def test_it_stops_before_it_costs_more_than_it_may(scene: Scene) -> None:
    await price(scene)
    cap = Money(5 * 45_600 + 1, "EUR")
    one = await scene.on_its_way(await scene.draft(typed(8), spend_cap=cap), 8)
    await scene.step(one)
    now = await scene.step(one)
    assert (now.prepared, now.state, now.obstacle) == (5, "paused", "spend_cap")
    assert now.spent == Money(5 * 45_600, "EUR")


async def test_without_credit_it_waits_and_goes_on_once_there_is_some(scene: Scene) -> None:
    await price(scene)
    await terms(scene, 0)
    one = await scene.on_its_way(await scene.draft(typed(2)), 2)
    stuck = await scene.step(one)
    assert (stuck.state, stuck.obstacle, stuck.prepared) == ("sending", "not_enough", 0)
    await terms(scene, 1_000_000)
    scene.clock.advance(timedelta(minutes=1))
    assert (await scene.step(one)).prepared == 2


async def terms(scene: Scene, micros: int) -> None:
    """What the company may use beyond what it paid in."""
    async with scene.ground.system_db.transaction() as session:
        work = Work(session, scene.tenant.id, scene.clock, scene.ground.ids, SYSTEM)
        await usage.set_terms(work, Terms("EUR", micros, None, Caps()))


async def test_nothing_leaves_once_the_offer_has_ended(scene: Scene) -> None:
    ends = scene.clock.now() + timedelta(hours=1)
    one = await scene.on_its_way(await scene.draft(typed(1_500), offer_ends_at=ends), 1_500)
    await scene.step(one)
    async with scene.ground.system_db.transaction() as session:
        assert await session.scalar(text("SELECT expires_at FROM mass_chunk")) == ends
    scene.clock.advance(timedelta(hours=2))
    async with scene.ground.system_db.transaction() as session:
        await session.execute(text("UPDATE mass_chunk SET open = false"))
    now = await scene.step(one)
    assert (now.state, now.obstacle, now.prepared) == ("done", "offer_ended", 1_000)


async def test_everybody_gets_it_at_their_own_hour(scene: Scene) -> None:
    numbers = ("+33600000001", "+262692000001", "+590690000001", "+262692000002")
    nine = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
    timing = Timing(nine, local=True)
    one = await scene.draft(Audience(numbers=numbers), timing=timing)
    assert (await scene.send(one, 4)).state == "leaving"
    scene.clock.advance(timedelta(seconds=10))
    await finished(scene, one)
    async with scene.ground.system_db.transaction() as session:
        found = await session.execute(
            text(
                "SELECT m.address, c.due_at FROM mass_message m"
                " JOIN mass_chunk c ON c.tenant_id = m.tenant_id AND c.id = m.chunk_id"
            )
        )
        due = {row[0]: row[1] for row in found.all()}
    assert due == {
        "+262692000001": nine,
        "+262692000002": nine,
        "+33600000001": nine + timedelta(hours=3),
        "+590690000001": nine + timedelta(hours=8),
    }


async def test_what_is_scheduled_makes_its_list_anew_and_tells_the_difference(
    scene: Scene,
) -> None:
    await scene.contact("Anna", "+262692000001")
    later = scene.clock.now() + timedelta(days=1)
    one = await scene.draft(timing=Timing(later))
    assert (await scene.send(one, 1)).state == "scheduled"
    await scene.contact("Ben", "+262692000002")
    await scene.contact("Cleo")
    await scene.office.renew(scene.tenant.id, one.id, {})
    assert (await scene.get(one)).state == "scheduled"
    scene.clock.set(later)
    await scene.office.renew(scene.tenant.id, one.id, {})
    now = await scene.get(one)
    assert (now.state, now.recipients, now.excluded) == ("sending", 2, 1)
    assert now.shown is not None
    assert (now.shown.recipients, now.shown.excluded) == (1, 0)
    await scene.step(one)
    assert sorted(await scene.accepted()) == ["+262692000001", "+262692000002"]


async def test_a_second_person_approves_where_the_company_wants_it(scene: Scene) -> None:
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await service.put_rules(work, approval=True, version=0)
    one = await scene.draft(typed(1))
    assert (await scene.send(one, 1)).state == "waiting_approval"
    scene.clock.advance(timedelta(hours=1))
    assert (await scene.step(one)).state == "waiting_approval"
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        with pytest.raises(Forbidden):
            await service.approve(work, one.id, ADA)
        approved = await service.approve(work, one.id, BOB)
        assert await service.approve(work, one.id, BOB) == approved
    assert (approved.state, approved.approved_by) == ("leaving", BOB)


def runner(scene: Scene) -> CampaignRunner:
    """Who looks after it in a process."""
    across = scene.ground.system_db.transaction
    leases = Leases(across, "here")
    return CampaignRunner(across, scene.open_work, scene.clock, leases, means=scene.means)


async def test_a_runner_sees_a_campaign_to_its_end(scene: Scene) -> None:
    one = await scene.on_its_way(await scene.draft(typed(1_200)), 1_200)
    looking = runner(scene)
    async with house(scene.ground.system_db, scene.clock, scene.ground.ids, [ROUTE]) as carrier:
        line = carrier.line(ROUTE, takes())

        async def done() -> bool:
            scene.clock.advance(timedelta(seconds=1))
            await looking.turn()
            return (await scene.get(one)).state == "done"

        await eventually(done)
    assert Counter(parcel.to for parcel in line.taken) == Counter(typed(1_200).numbers)


async def test_one_process_looks_after_campaigns_and_the_next_once_it_ended(scene: Scene) -> None:
    one = await scene.on_its_way(await scene.draft(typed(1)), 1)
    async with TaskGroup() as group:
        both = [group.create_task(runner(scene).run()) for _ in range(2)]

        async def moves() -> bool:
            return (await scene.get(one)).prepared == 1

        await eventually(moves)
        for task in both:
            task.cancel()
    assert await Leases(scene.ground.system_db.transaction, "next").take(LEASE) is not None


async def _decided(scene: Scene, one: Campaign, deed: str) -> Campaign:
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        done: Campaign = await getattr(service, deed)(work, one.id)
        return done


STATES: list[tuple[CampaignState, str]] = [("paused", "pause"), ("cancelled", "cancel")]


@pytest.mark.parametrize(("state", "deed"), STATES, ids=[deed for _, deed in STATES])
async def test_what_is_held_or_ended_leaves_no_more(
    scene: Scene, state: CampaignState, deed: str
) -> None:
    one = await scene.on_its_way(await scene.draft(typed(900)), 900)
    await scene.step(one)
    held = await _decided(scene, one, deed)
    assert held.state == state
    scene.clock.advance(timedelta(seconds=1))
    async with house(scene.ground.system_db, scene.clock, scene.ground.ids, [ROUTE]) as carrier:
        line = carrier.line(ROUTE, takes())
        await eventually(lambda: _turned(scene))
        assert line.taken == []
        if state == "paused":
            await _decided(scene, one, "resume")
            await eventually(lambda: len(line.taken) == 900)
    if state == "cancelled":
        settled = await scene.step(one)
        assert (held.had_left, settled.had_left) == (0, 0)


_TURNS = Counter[int]()


def _turned(scene: Scene) -> bool:
    """A few turns of whoever carries."""
    _TURNS[id(scene)] += 1
    return _TURNS[id(scene)] > 20


async def test_what_lies_ready_when_it_is_ended_is_taken_back_and_counted(scene: Scene) -> None:
    one = await scene.on_its_way(await scene.draft(typed(900)), 900)
    await scene.step(one)
    async with house(scene.ground.system_db, scene.clock, scene.ground.ids, [ROUTE]) as carrier:
        line = Line(carrier.line(ROUTE, takes()).depot, takes())
        for task in carrier.tasks[2:]:
            task.cancel()
        await eventually(lambda: carrier.store.shelves.lying(1) > 0)
        taken = line.depot.take(50)
        line.depot.sent([part for parcel in taken for part in takes()(parcel)])
        ended = await _decided(scene, one, "cancel")
        assert ended.had_left is not None
        assert 50 <= ended.had_left <= 900

        async def settled() -> bool:
            scene.clock.advance(timedelta(seconds=1))
            return (await scene.step(one)).next_at is None

        await eventually(settled)
        assert line.depot.take(1_000) == []
    assert (await scene.get(one)).had_left == 50
