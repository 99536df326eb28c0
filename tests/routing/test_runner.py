"""The router makes its decisions true: one process at a time, nothing twice, nothing forgotten."""

from datetime import timedelta

from guichet.agents.types import NO_ANSWER
from guichet.desk import service as desk
from guichet.desk.drafts import service as drafts
from guichet.interactions.states import State
from guichet.interactions.types import Agent
from guichet.kit import beats
from guichet.kit.bus import Bus
from guichet.kit.clock import ManualClock
from guichet.routing import metrics, service
from guichet.routing.beats import GRACE
from guichet.routing.runner import RoutingRunner
from guichet.routing.types import LIVE_RETURNS
from tests.conftest import Database
from tests.desk.scene import ability
from tests.kit.events.conftest import running
from tests.routing.conftest import Floor, MakeRunner
from tests.waiting import eventually


async def test_a_request_is_offered_to_who_is_ready_with_the_reason(
    floor: Floor, routing: RoutingRunner
) -> None:
    await floor.is_ready(floor.amelie)
    interaction_id = await floor.says(1)
    one = await eventually(floor.offered(interaction_id, floor.amelie))
    assert one is not None
    assert one.offer is not None
    assert one.offer.until - one.offer.at == timedelta(seconds=30)
    assert one.why is not None
    async with floor.make_work(floor.tenant_id) as work:
        [kept] = await service.decisions_of(work, interaction_id, None, 10)
    assert (kept.kind, kept.why, kept.until) == ("offered", one.why, one.offer.until)
    assert kept.agent is not None
    assert (kept.agent.id, kept.agent.name) == (floor.amelie.id, "amelie")
    assert [each.agent for each in kept.candidates] == [kept.agent]


async def test_what_waited_before_anybody_was_ready_is_offered_in_its_order(
    floor: Floor, routing: RoutingRunner, clock: ManualClock
) -> None:
    first = await floor.says(1)
    clock.advance(timedelta(seconds=1))
    await floor.says(2)
    await floor.is_ready(floor.amelie)
    await eventually(floor.offered(first, floor.amelie))


async def test_an_unanswered_offer_goes_on_in_its_old_place_and_the_agent_is_not_ready(
    floor: Floor, routing: RoutingRunner, clock: ManualClock
) -> None:
    await floor.is_ready(floor.amelie)
    interaction_id = await floor.says(1)
    offered = await eventually(floor.offered(interaction_id, floor.amelie))
    await floor.is_ready(floor.ravi)
    clock.advance(timedelta(seconds=31))
    again = await eventually(floor.offered(interaction_id, floor.ravi))
    assert offered is not None
    assert again is not None
    assert again.waiting_since == offered.waiting_since
    presence = await floor.presence(floor.amelie)
    assert (presence.status, presence.reason) == ("not_ready", NO_ANSWER)
    async with floor.make_work(floor.tenant_id) as work:
        kept = await service.decisions_of(work, interaction_id, None, 10)
    assert [one.kind for one in kept] == ["offered", "expired", "offered"]


async def test_who_declines_is_not_asked_again_soon(
    floor: Floor, routing: RoutingRunner, clock: ManualClock
) -> None:
    await floor.is_ready(floor.amelie)
    interaction_id = await floor.says(1)
    await eventually(floor.offered(interaction_id, floor.amelie))
    async with floor.make_work(floor.tenant_id) as work:
        await desk.decline(work, interaction_id, Agent(floor.amelie.id, "amelie"), "busy")
    other = await floor.says(2)
    await eventually(floor.offered(other, floor.amelie))
    assert (await floor.interaction(interaction_id)).state is State.WAITING
    await floor.is_ready(floor.ravi)
    await eventually(floor.offered(interaction_id, floor.ravi))


async def test_the_offer_of_an_agent_who_is_not_heard_of_goes_to_another(
    floor: Floor, routing: RoutingRunner, clock: ManualClock, bus: Bus
) -> None:
    await floor.is_ready(floor.amelie)
    interaction_id = await floor.says(1)
    await eventually(floor.offered(interaction_id, floor.amelie))
    await floor.is_ready(floor.ravi)
    clock.advance(GRACE + timedelta(seconds=1))

    async def goes_over() -> object:
        for word in beats.words([(floor.tenant_id, floor.ravi.id)]):
            await bus.publish(beats.SUBJECT, word)
        return await floor.offered(interaction_id, floor.ravi)()

    await eventually(goes_over)
    assert (await floor.presence(floor.amelie)).lost_at is not None
    assert (await floor.presence(floor.amelie)).status == "ready"


async def test_a_live_request_of_who_is_gone_for_long_waits_again_in_its_old_place(
    floor: Floor, routing: RoutingRunner, clock: ManualClock, bus: Bus
) -> None:
    await floor.is_ready(floor.amelie)
    interaction_id = await floor.says(1)
    offered = await eventually(floor.offered(interaction_id, floor.amelie))
    assert offered is not None
    async with floor.make_work(floor.tenant_id) as work:
        who = Agent(floor.amelie.id, "amelie")
        await desk.take(work, ability(floor.shop), interaction_id, who)
    clock.advance(GRACE + timedelta(seconds=1))

    async def is_lost() -> bool:
        return (await floor.presence(floor.amelie)).lost_at is not None

    await eventually(is_lost)
    assert (await floor.interaction(interaction_id)).state is State.ACTIVE
    clock.advance(LIVE_RETURNS)

    async def waits() -> bool:
        return (await floor.interaction(interaction_id)).state is State.WAITING

    await eventually(waits)
    assert (await floor.interaction(interaction_id)).waiting_since == offered.waiting_since
    for word in beats.words([(floor.tenant_id, floor.amelie.id)]):
        await bus.publish(beats.SUBJECT, word)
    await eventually(floor.offered(interaction_id, floor.amelie))


async def test_who_comes_back_soon_after_their_browser_died_has_everything_and_what_they_typed(
    floor: Floor, routing: RoutingRunner, clock: ManualClock, bus: Bus
) -> None:
    await floor.is_ready(floor.amelie)
    interaction_id = await floor.says(1)
    await eventually(floor.offered(interaction_id, floor.amelie))
    async with floor.make_work(floor.tenant_id) as work:
        who = Agent(floor.amelie.id, "amelie")
        await desk.take(work, ability(floor.shop), interaction_id, who)
    clock.advance(timedelta(seconds=1))
    async with floor.make_work(floor.tenant_id) as work:
        await drafts.keep(work, interaction_id, floor.amelie.id, "Bonjour, je", note=False)
    clock.advance(GRACE + timedelta(seconds=1))

    async def is_lost() -> bool:
        return (await floor.presence(floor.amelie)).lost_at is not None

    async def is_back() -> bool:
        for word in beats.words([(floor.tenant_id, floor.amelie.id)]):
            await bus.publish(beats.SUBJECT, word)
        return not await is_lost()

    await eventually(is_lost)
    clock.advance(LIVE_RETURNS - timedelta(seconds=5))
    await eventually(is_back)
    clock.advance(timedelta(seconds=9))
    other = await floor.says(2)
    await eventually(floor.offered(other, floor.amelie))
    one = await floor.interaction(interaction_id)
    assert (one.state, one.agent) == (State.ACTIVE, who)
    async with floor.make_work(floor.tenant_id) as work:
        draft = await drafts.of(work, interaction_id, floor.amelie.id)
    assert draft is not None
    assert draft.text == "Bonjour, je"


async def test_a_leader_that_was_overtaken_without_noticing_changes_nothing(
    floor: Floor, routing: RoutingRunner, database: Database
) -> None:
    await floor.is_ready(floor.amelie)
    first = await floor.says(1)
    await eventually(floor.offered(first, floor.amelie))
    with database.connect_owner() as owner:
        owner.execute(
            "UPDATE connection_lease SET token = token + 1, holder = 'another',"
            " expires_at = clock_timestamp() + interval '1 hour' WHERE name = 'router:0'"
        )
    await floor.is_ready(floor.ravi)
    second = await floor.says(2)

    def lost() -> bool:
        return bool(metrics.LEADS._value.get() == 0)

    await eventually(lost)
    assert (await floor.interaction(second)).state is State.WAITING
    with database.connect_owner() as owner:
        owner.execute("UPDATE connection_lease SET expires_at = clock_timestamp()")
    await eventually(floor.offered(second, floor.ravi))


async def test_of_two_routers_one_leads_and_each_request_is_offered_once(
    floor: Floor, make_runner: MakeRunner
) -> None:
    async with running(make_runner("one"), make_runner("two")):
        await floor.is_ready(floor.amelie)
        interaction_id = await floor.says(1)
        await eventually(floor.offered(interaction_id, floor.amelie))
        assert metrics.LEADS._value.get() == 1
        async with floor.make_work(floor.tenant_id) as work:
            kept = await service.decisions_of(work, interaction_id, None, 10)
    assert [one.kind for one in kept] == ["offered"]
