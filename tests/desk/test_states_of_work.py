"""Offers, holding, putting aside, wrapping up and reopening."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from guichet.agents import service as agents
from guichet.agents.types import Disposition
from guichet.desk import jobs, service, timely
from guichet.gateway.types import Accepted
from guichet.interactions import service as interactions
from guichet.interactions.states import Action, State
from guichet.interactions.types import Interaction, Why
from guichet.kit.clock import ManualClock
from guichet.kit.errors import Conflict, Invalid
from guichet.kit.ground import Ground
from guichet.kit.jobs import JobRun
from guichet.kit.work import Actor
from tests.conftest import Database, MakeTenant, MakeWork
from tests.desk.scene import AMELIE, RAVI, ability, arrives
from tests.gateway.scene import Shop, open_shop, says, visitor

SOON = timedelta(seconds=30)


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


@pytest.fixture
async def waiting(make_work: MakeWork, shop: Shop) -> Accepted:
    return await arrives(make_work, shop, says("Bonjour"))


@pytest.fixture
async def mine(make_work: MakeWork, shop: Shop, waiting: Accepted) -> Interaction:
    async with make_work(shop.tenant_id) as work:
        return await service.take(work, ability(shop), waiting.interaction_id, AMELIE)


async def offered(make_work: MakeWork, shop: Shop, one: Accepted) -> Interaction:
    async with make_work(shop.tenant_id) as work:
        held = await interactions.for_change(work, one.interaction_id)
        return await interactions.offer(work, held, AMELIE, work.now + SOON, Why("skills"))


async def decide(make_work: MakeWork, shop: Shop, **decisions: object) -> None:
    """The default queue is set up."""
    async with make_work(shop.tenant_id) as work:
        queue = await agents.default_queue(work)
        rules = replace(queue.decided, **decisions)  # type: ignore[arg-type]  # names of its own fields, given by each test
        await agents.change_queue(work, queue.id, queue.version, rules)


async def test_an_offer_is_accepted_by_who_is_asked_and_by_nobody_else(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    asked = await offered(make_work, shop, waiting)
    assert asked.offer is not None
    assert (asked.state, asked.offer.agent, asked.why) == (State.OFFERED, AMELIE, Why("skills"))
    able = ability(shop)
    async with make_work(shop.tenant_id) as work:
        for attempt in (service.accept, service.take, service.close):
            with pytest.raises(Conflict, match="offered_to"):
                await attempt(work, able, asked.id, RAVI)
        one = await service.accept(work, able, asked.id, AMELIE)
        accepted = await service.accept(work, able, asked.id, AMELIE)
    assert (accepted.state, accepted.agent, accepted.offer) == (State.ACTIVE, AMELIE, None)
    assert one.id == accepted.id


async def test_a_declined_offer_gives_the_person_their_old_place_back_and_tells_who_and_why(
    database: Database, make_work: MakeWork, shop: Shop, waiting: Accepted, clock: ManualClock
) -> None:
    asked = await offered(make_work, shop, waiting)
    clock.advance(timedelta(minutes=1))
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Invalid):
            await service.decline(work, asked.id, AMELIE, "  ")
        back = await service.decline(work, asked.id, AMELIE, "not_mine")
        with pytest.raises(Conflict, match="offer_over"):
            await service.decline(work, asked.id, AMELIE, "not_mine")
        with pytest.raises(Conflict, match="offer_over"):
            await service.accept(work, ability(shop), asked.id, AMELIE)
    assert (back.state, back.waiting_since) == (State.WAITING, asked.waiting_since)
    with database.connect_owner() as owner:
        told = owner.execute(
            "SELECT payload->>'reason', payload->'agent'->>'name', payload->'before'->>'state'"
            " FROM event_log WHERE kind = 'interactions.interaction.declined'"
        ).fetchall()
    assert told == [("not_mine", "Amélie Payet", "offered")]


async def test_routing_is_told_when_somebody_was_faster(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    async with make_work(shop.tenant_id) as work:
        one = await interactions.for_change(work, mine.id)
        for attempt in (
            interactions.offer(work, one, RAVI, work.now + SOON, None),
            interactions.decline(work, one, "no_answer"),
            interactions.requeue(work, one, None, None),
        ):
            with pytest.raises(Conflict, match="moved_on"):
                await attempt


async def test_who_is_named_or_asked_takes_also_where_the_queue_hands_out_by_itself(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    await decide(make_work, shop, manual_pick=False)
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Conflict, match="no_manual_pick"):
            await service.take(work, ability(shop), waiting.interaction_id, RAVI)
    await offered(make_work, shop, waiting)
    async with make_work(shop.tenant_id) as work:
        taken = await service.take(work, ability(shop), waiting.interaction_id, AMELIE)
    assert taken.agent == AMELIE


async def test_what_is_held_is_gone_on_with(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    async with make_work(shop.tenant_id) as work:
        held = await service.hold(work, mine.id, AMELIE)
        assert await service.hold(work, mine.id, AMELIE) == held
        with pytest.raises(Conflict, match="not_yours"):
            await service.resume(work, mine.id, RAVI)
        resumed = await service.resume(work, mine.id, AMELIE)
    assert (held.state, held.held_at) == (State.HELD, held.last_message_at)
    assert (resumed.state, resumed.held_at) == (State.ACTIVE, None)


async def test_what_is_put_aside_comes_back_in_time_to_the_same_agent_first(
    ground: Ground, make_work: MakeWork, shop: Shop, mine: Interaction, clock: ManualClock
) -> None:
    until = clock.now() + timedelta(hours=2)
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Invalid):
            await service.snooze(work, mine.id, AMELIE, work.now)
        aside = await service.snooze(work, mine.id, AMELIE, until)
        await timely.wake(work, mine.id)
        assert (await interactions.get(work, mine.id)).state is State.SNOOZED
    clock.advance(timedelta(hours=2))
    await jobs.wake.run(JobRun(ground, shop.tenant_id, 1), mine.id)
    await jobs.wake.run(JobRun(ground, shop.tenant_id, 2), mine.id)
    async with make_work(shop.tenant_id) as work:
        woken = await interactions.get(work, mine.id)
    assert (aside.state, aside.agent, aside.snoozed_until) == (State.SNOOZED, AMELIE, until)
    assert (woken.state, woken.agent, woken.waiting_since) == (State.WAITING, None, until)
    assert woken.preferred is not None
    assert woken.preferred.agent_id == AMELIE.id


async def test_a_person_who_speaks_brings_back_what_was_put_aside(
    make_work: MakeWork, shop: Shop, mine: Interaction, clock: ManualClock
) -> None:
    async with make_work(shop.tenant_id) as work:
        await service.snooze(work, mine.id, AMELIE, clock.now() + timedelta(days=1))
    await arrives(make_work, shop, says("J’ai retrouvé la facture"))
    async with make_work(shop.tenant_id) as work:
        one = await interactions.get(work, mine.id)
    assert (one.state, one.unanswered) == (State.WAITING, 2)
    assert one.preferred is not None


async def test_what_is_finished_is_written_up_and_ends_by_itself(
    ground: Ground, make_work: MakeWork, shop: Shop, mine: Interaction, clock: ManualClock
) -> None:
    await decide(make_work, shop, wrap_up=timedelta(minutes=2))
    async with make_work(shop.tenant_id) as work:
        finished = await service.finish(work, ability(shop), mine.id, AMELIE)
        with pytest.raises(Conflict, match="already_closed"):
            await service.answer(work, mine.id, AMELIE, "Encore", None)
    await jobs.end_wrap_up.run(JobRun(ground, shop.tenant_id, 1), mine.id)
    async with make_work(shop.tenant_id) as work:
        assert (await interactions.get(work, mine.id)).state is State.WRAP_UP
    clock.advance(timedelta(minutes=2))
    await jobs.end_wrap_up.run(JobRun(ground, shop.tenant_id, 1), mine.id)
    await jobs.end_wrap_up.run(JobRun(ground, shop.tenant_id, 2), mine.id)
    async with make_work(shop.tenant_id) as work:
        closed = await interactions.get(work, mine.id)
    assert (finished.state, finished.wrap_up_until) == (State.WRAP_UP, clock.now())
    assert (closed.state, closed.agent) == (State.CLOSED, AMELIE)


async def test_a_person_who_speaks_while_it_is_written_up_is_with_the_same_agent(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    await decide(make_work, shop, wrap_up=timedelta(minutes=2))
    async with make_work(shop.tenant_id) as work:
        await service.finish(work, ability(shop), mine.id, AMELIE)
    said = await arrives(make_work, shop, says("Une dernière chose"))
    async with make_work(shop.tenant_id) as work:
        one = await interactions.get(work, mine.id)
    assert (said.interaction_id, one.state, one.agent) == (mine.id, State.ACTIVE, AMELIE)


async def test_where_the_queue_asks_what_came_of_it_nothing_ends_without_saying_so(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    sold = Disposition(UUID(int=0), "Vendu")
    await decide(make_work, shop, dispositions=(sold,), disposition_required=True)
    able = ability(shop)
    async with make_work(shop.tenant_id) as work:
        (outcome,) = (await agents.default_queue(work)).dispositions
        with pytest.raises(Invalid):
            await service.close(work, able, mine.id, AMELIE)
        with pytest.raises(Invalid):
            await service.close(work, able, mine.id, AMELIE, mine.id)
        written_up = await service.finish(work, able, mine.id, AMELIE)
        closed = await service.close(work, able, mine.id, AMELIE, outcome.id)
    assert (written_up.state, written_up.wrap_up_until) == (State.WRAP_UP, None)
    assert closed.disposition is not None
    assert (closed.state, closed.disposition.name) == (State.CLOSED, "Vendu")


async def test_where_the_queue_wants_nothing_finishing_is_closing(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    async with make_work(shop.tenant_id) as work:
        done = await service.finish(work, ability(shop), mine.id, AMELIE)
    assert done.state is State.CLOSED


async def person_ends(make_work: MakeWork, shop: Shop, interaction_id: UUID) -> Interaction:
    async with make_work(shop.tenant_id, Actor("visitor")) as work:
        one = await interactions.for_change(work, interaction_id)
        return await service.ended_by_person(work, one)


async def test_what_its_person_ends_is_written_up_as_its_queue_wants(
    ground: Ground, make_work: MakeWork, shop: Shop, mine: Interaction, clock: ManualClock
) -> None:
    await decide(make_work, shop, wrap_up=timedelta(minutes=2))
    ended = await person_ends(make_work, shop, mine.id)
    again = await person_ends(make_work, shop, mine.id)
    assert (ended.state, ended.agent) == (State.WRAP_UP, AMELIE)
    assert again == ended
    clock.advance(timedelta(minutes=2))
    await jobs.end_wrap_up.run(JobRun(ground, shop.tenant_id, 1), mine.id)
    async with make_work(shop.tenant_id) as work:
        said = await interactions.messages(work, mine.id, None, 10)
        assert (await interactions.get(work, mine.id)).state is State.CLOSED
    assert [one.notice.code for one in said if one.notice].count("ended_by_person") == 1


async def test_where_the_queue_asks_what_came_of_it_the_persons_end_waits_for_the_answer(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    sold = Disposition(UUID(int=0), "Vendu")
    await decide(make_work, shop, dispositions=(sold,), disposition_required=True)
    ended = await person_ends(make_work, shop, mine.id)
    assert (ended.state, ended.wrap_up_until) == (State.WRAP_UP, None)
    async with make_work(shop.tenant_id) as work:
        (outcome,) = (await agents.default_queue(work)).dispositions
        closed = await service.close(work, ability(shop), mine.id, AMELIE, outcome.id)
    assert (closed.state, closed.disposition and closed.disposition.name) == (State.CLOSED, "Vendu")


async def test_what_waits_or_is_put_aside_is_over_when_its_person_ends_it(
    make_work: MakeWork, shop: Shop, mine: Interaction, clock: ManualClock
) -> None:
    await decide(make_work, shop, wrap_up=timedelta(minutes=2))
    other = await arrives(make_work, shop, says("Bonjour", who=visitor(2)))
    async with make_work(shop.tenant_id) as work:
        await service.snooze(work, mine.id, AMELIE, clock.now() + timedelta(hours=1))
    assert (await person_ends(make_work, shop, other.interaction_id)).state is State.CLOSED
    assert (await person_ends(make_work, shop, mine.id)).state is State.CLOSED


async def test_what_was_over_too_early_is_reopened_by_who_wants_it(
    make_work: MakeWork, shop: Shop, mine: Interaction, clock: ManualClock
) -> None:
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Conflict, match="still_open"):
            await service.reopen(work, ability(shop), mine.id, RAVI)
        await service.close(work, ability(shop), mine.id, AMELIE)
        clock.advance(timedelta(minutes=1))
        one = await service.reopen(work, ability(shop), mine.id, RAVI)
        assert await service.reopen(work, ability(shop), mine.id, RAVI) == one
    assert (one.state, one.agent, one.closed_at) == (State.ACTIVE, RAVI, None)


async def test_an_unanswered_offer_lapses_and_another_place_may_be_found(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    asked = await offered(make_work, shop, waiting)
    async with make_work(shop.tenant_id) as work:
        lapsed = await interactions.decline(work, asked, "no_answer")
        moved = await interactions.requeue(work, lapsed, None, Why("overflow"))
    assert (lapsed.state, lapsed.offer) == (State.WAITING, None)
    assert (moved.queue, moved.why, moved.waiting_since) == (
        None,
        Why("overflow"),
        asked.waiting_since,
    )
    assert moved.version == asked.version + 2
    async with make_work(shop.tenant_id) as work:
        again = await interactions.move(work, moved, Action.TAKE, RAVI)
    assert again.agent == RAVI
