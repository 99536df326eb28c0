"""A request changes hands, or more hands help."""

from datetime import timedelta

import pytest

from guichet.agents import service as agents
from guichet.agents.types import QueueRules
from guichet.desk import details, handing, service
from guichet.desk.details import Details
from guichet.desk.handing import By, Towards
from guichet.gateway.types import Accepted
from guichet.interactions import service as interactions
from guichet.interactions.states import State
from guichet.interactions.types import Agent, Interaction, QueueRef, Why
from guichet.kit.clock import ManualClock
from guichet.kit.errors import Conflict, Invalid
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, RAVI, ability, arrives
from tests.gateway.scene import Shop, open_shop, says

BOSS = Agent(RAVI.id, "Ravi Hoareau")


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


async def told(make_work: MakeWork, shop: Shop, one: Interaction) -> list[tuple[str, bool]]:
    """What stands in the timeline, and whether the person may not see it."""
    async with make_work(shop.tenant_id) as work:
        found = await interactions.messages(work, one.id, None, 50)
    return [(m.text or (m.notice.code if m.notice else ""), m.internal) for m in reversed(found)]


async def another_queue(make_work: MakeWork, shop: Shop, name: str) -> QueueRef:
    async with make_work(shop.tenant_id) as work:
        queue = await agents.create_queue(work, QueueRules(name=name))
    return QueueRef(queue.id, queue.name)


async def test_what_is_handed_to_an_agent_waits_for_them_first_in_its_old_place(
    make_work: MakeWork, shop: Shop, mine: Interaction, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=3))
    to = Towards(agent=RAVI)
    async with make_work(shop.tenant_id) as work:
        handed = await handing.transfer(
            work, ability(shop), mine.id, By(AMELIE), to=to, note="Tu connais le dossier"
        )
    assert (handed.state, handed.agent, handed.waiting_since) == (
        State.WAITING,
        None,
        mine.waiting_since,
    )
    assert handed.preferred is not None
    assert handed.preferred.agent_id == RAVI.id
    assert handed.queue == mine.queue
    assert await told(make_work, shop, mine) == [
        ("Bonjour", False),
        ("agent_joined", False),
        ("Tu connais le dossier", True),
        ("handed_to_agent", True),
        ("agent_left", False),
    ]


async def test_what_is_handed_to_a_queue_waits_there(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    queue = await another_queue(make_work, shop, "Ventes")
    async with make_work(shop.tenant_id) as work:
        handed = await handing.transfer(
            work, ability(shop), mine.id, By(AMELIE), to=Towards(queue=queue), note=None
        )
    assert (handed.queue, handed.preferred, handed.agent) == (queue, None, None)


async def test_only_who_has_it_hands_it_on_and_a_supervisor_what_anybody_has(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    to = Towards(agent=RAVI)
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Conflict, match="not_yours"):
            await handing.transfer(work, ability(shop), mine.id, By(RAVI), to=to, note=None)
        moved = await handing.transfer(
            work, ability(shop), mine.id, By(BOSS, supervises=True), to=to, note=None
        )
    assert moved.state is State.WAITING


async def test_a_supervisor_moves_what_waits_and_it_keeps_its_place(
    make_work: MakeWork, shop: Shop, waiting: Accepted, clock: ManualClock
) -> None:
    queue = await another_queue(make_work, shop, "Ventes")
    async with make_work(shop.tenant_id) as work:
        before = await interactions.get(work, waiting.interaction_id)
    clock.advance(timedelta(minutes=1))
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Conflict, match="not_taken"):
            await handing.transfer(
                work, ability(shop), before.id, By(RAVI), to=Towards(queue=queue), note=None
            )
        moved = await handing.transfer(
            work,
            ability(shop),
            before.id,
            By(BOSS, supervises=True),
            to=Towards(AMELIE, queue),
            note=None,
        )
    assert (moved.state, moved.queue, moved.waiting_since) == (
        State.WAITING,
        queue,
        before.waiting_since,
    )
    assert moved.preferred is not None


async def test_a_supervisor_takes_over_from_who_has_it_and_from_who_is_asked(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    async with make_work(shop.tenant_id) as work:
        taken = await handing.take_over(work, ability(shop), mine.id, BOSS)
        assert await handing.take_over(work, ability(shop), mine.id, BOSS) == taken
        back = await service.release(work, ability(shop), mine.id, BOSS)
        with pytest.raises(Conflict, match="not_taken"):
            await handing.take_over(work, ability(shop), mine.id, BOSS)
        until = work.now + timedelta(seconds=30)
        await interactions.offer(work, back, AMELIE, until, Why("longest_idle"))
        again = await handing.take_over(work, ability(shop), mine.id, BOSS)
    assert (taken.state, taken.agent) == (State.ACTIVE, BOSS)
    assert (again.state, again.agent, again.offer) == (State.ACTIVE, BOSS, None)


async def test_a_consulted_agent_writes_notes_and_answers_only_once_let_in(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    able = ability(shop)
    async with make_work(shop.tenant_id) as work:
        asked = await handing.consult(work, mine.id, AMELIE, RAVI, "Un avis ?")
        await service.note(work, mine.id, RAVI, "Oui, remboursez")
        with pytest.raises(Conflict, match="not_yours"):
            await service.answer(work, mine.id, RAVI, "Bonjour", None)
        await handing.let_in(work, able, mine.id, AMELIE, RAVI.id, on=True)
        said = await service.answer(work, mine.id, RAVI, "Bonjour", None)
        left = await handing.end_consult(work, able, mine.id, RAVI, RAVI.id)
        with pytest.raises(Conflict, match="not_yours"):
            await service.answer(work, mine.id, RAVI, "Encore", None)
    assert (asked.consulted, asked.joined, asked.agent) == ((RAVI,), (), AMELIE)
    assert said.author.name == "Ravi Hoareau"
    assert (left.consulted, left.joined) == ((), ())
    shown = [text for text, internal in await told(make_work, shop, mine) if not internal]
    assert shown == ["Bonjour", "agent_joined", "agent_joined", "Bonjour", "agent_left"]


async def test_help_ends_with_the_work_it_was_asked_for(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    async with make_work(shop.tenant_id) as work:
        await handing.consult(work, mine.id, AMELIE, RAVI, None)
        assert len((await handing.consult(work, mine.id, AMELIE, RAVI, None)).consulted) == 1
        with pytest.raises(Conflict, match="not_consulted"):
            await handing.let_in(work, ability(shop), mine.id, AMELIE, AMELIE.id, on=True)
        released = await service.release(work, ability(shop), mine.id, AMELIE)
    assert released.consulted == ()


async def test_only_so_many_are_consulted(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    async with make_work(shop.tenant_id) as work:
        for _ in range(5):
            await handing.consult(work, mine.id, AMELIE, Agent(work.ids.new(), "X"), None)
        with pytest.raises(Conflict, match="too_many_consulted"):
            await handing.consult(work, mine.id, AMELIE, RAVI, None)


async def test_what_describes_a_request_is_changed_and_it_is_found_by_it(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    queue = await another_queue(make_work, shop, "Ventes")
    wanted = Details("livraison", 30, ("cilaos", "colis", "cilaos"), queue.id)
    async with make_work(shop.tenant_id) as work:
        one = await details.describe(work, waiting.interaction_id, AMELIE, wanted, supervises=False)
        by_tag = await interactions.page(work, interactions.Filter(tag="colis"), None, 10)
        none = await interactions.page(work, interactions.Filter(tag="autre"), None, 10)
        by_queue = await interactions.page(work, interactions.Filter(queue_id=queue.id), None, 10)
        cleared = await details.describe(
            work, one.id, AMELIE, Details(subject="", tags=()), supervises=False
        )
        gone = await interactions.page(work, interactions.Filter(tag="colis"), None, 10)
    assert (one.subject, one.priority, one.tags, one.queue) == (
        "livraison",
        30,
        ("cilaos", "colis"),
        queue,
    )
    assert [[it.id for it in found] for found in (by_tag, none, by_queue, gone)] == [
        [one.id],
        [],
        [one.id],
        [],
    ]
    assert (cleared.subject, cleared.tags, cleared.priority) == (None, (), 30)


async def test_what_somebody_else_has_is_described_by_them_or_a_supervisor(
    make_work: MakeWork, shop: Shop, mine: Interaction
) -> None:
    wanted = Details(priority=10)
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Conflict, match="not_yours"):
            await details.describe(work, mine.id, RAVI, wanted, supervises=False)
        changed = await details.describe(work, mine.id, RAVI, wanted, supervises=True)
        with pytest.raises(Invalid):
            await details.describe(
                work, mine.id, AMELIE, Details(queue_id=mine.id), supervises=False
            )
    assert (changed.priority, changed.agent) == (10, AMELIE)
