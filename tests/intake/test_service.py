"""A request comes in, once."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from guichet.crm import service as crm
from guichet.gateway.context import Claims, Context
from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import Accepted, Inbound, Medium, Since
from guichet.intake import service
from guichet.intake.types import Arrival
from guichet.interactions import service as interactions
from guichet.interactions.states import Action, State
from guichet.kit.errors import Invalid
from tests.conftest import Database, MakeTenant, MakeWork
from tests.gateway.scene import Shop, open_shop, says, visitor


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


def arrival(door: AnyDoor) -> Arrival:
    return Arrival(door.id, door.kind, Medium.CHAT, door.title, door.language)


async def receive(make_work: MakeWork, shop: Shop, inbound: Inbound) -> Accepted:
    async with make_work(shop.tenant_id) as work:
        return await service.receive(work, arrival(shop.door), inbound)


async def test_a_first_message_opens_a_request_that_waits(make_work: MakeWork, shop: Shop) -> None:
    accepted = await receive(make_work, shop, says("Bonjour"))
    async with make_work(shop.tenant_id) as work:
        one = await interactions.get(work, accepted.interaction_id)
        (message,) = await interactions.messages(work, one.id, None, 10)
    assert (one.state, one.version, one.messages, one.unanswered) == (State.WAITING, 1, 1, 1)
    assert one.waiting_since == one.created_at
    assert one.preview is not None
    assert one.preview.text == message.text == "Bonjour"
    assert (message.seq, accepted.seq, accepted.repeat) == (1, 1, False)


async def test_the_next_message_of_the_same_person_continues_it(
    make_work: MakeWork, shop: Shop
) -> None:
    first = await receive(make_work, shop, says("Bonjour"))
    second = await receive(make_work, shop, says("Vous êtes là ?"))
    other = await receive(make_work, shop, says("Hello", who=visitor(2)))
    assert second.interaction_id == first.interaction_id
    assert (first.seq, second.seq) == (1, 2)
    assert other.interaction_id != first.interaction_id


async def test_after_the_end_the_person_opens_another_one(make_work: MakeWork, shop: Shop) -> None:
    first = await receive(make_work, shop, says("Bonjour"))
    async with make_work(shop.tenant_id) as work:
        one = await interactions.for_change(work, first.interaction_id)
        await interactions.move(work, one, Action.CLOSE, None)
    again = await receive(make_work, shop, says("Encore moi"))
    assert again.interaction_id != first.interaction_id
    assert again.seq == 1


async def test_a_repeat_changes_nothing_and_gets_the_same_answer(
    make_work: MakeWork, shop: Shop
) -> None:
    first = await receive(make_work, shop, says("Bonjour", peer_id="p1"))
    again = await receive(make_work, shop, says("Bonjour", peer_id="p1"))
    assert again == replace(first, repeat=True)
    async with make_work(shop.tenant_id) as work:
        assert len(await interactions.messages(work, first.interaction_id, None, 10)) == 1


async def test_ten_repeats_at_once_become_one_message(make_work: MakeWork, shop: Shop) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(receive(make_work, shop, says("Bonjour", peer_id="p1")))
            for _ in range(10)
        ]
    answers = [task.result() for task in tasks]
    assert len({answer.message_id for answer in answers}) == 1
    assert Counter(answer.repeat for answer in answers) == {True: 9, False: 1}


async def test_ten_first_messages_of_one_person_at_once_are_one_conversation_in_order(
    make_work: MakeWork, shop: Shop
) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(receive(make_work, shop, says(f"message {n}"))) for n in range(10)
        ]
    answers = [task.result() for task in tasks]
    assert len({answer.interaction_id for answer in answers}) == 1
    assert sorted(answer.seq for answer in answers) == list(range(1, 11))
    async with make_work(shop.tenant_id) as work:
        one = await interactions.get(work, answers[0].interaction_id)
    assert (one.messages, one.unanswered, one.version) == (10, 10, 10)


@pytest.mark.parametrize("text", ["", "   \n ", "\x00", "x" * 8_001])
async def test_nothing_and_too_much_are_refused_naming_the_text(
    make_work: MakeWork, shop: Shop, text: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await receive(make_work, shop, says(text, peer_id="p1"))
    assert [fault.pointer for fault in refused.value.faults] == ["text"]


async def test_hostile_text_is_kept_as_it_was_said(make_work: MakeWork, shop: Shop) -> None:
    text = "<script>alert('x')</script> ' OR 1=1 -- \u202e 👩‍👩‍👧 \\u0000"
    accepted = await receive(make_work, shop, says(text))
    async with make_work(shop.tenant_id) as work:
        assert (await interactions.message(work, accepted.message_id)).text == text


async def test_a_returning_person_reads_what_was_said_and_only_what_is_new(
    make_work: MakeWork, shop: Shop
) -> None:
    first = await receive(make_work, shop, says("un"))
    await receive(make_work, shop, says("deux"))
    async with make_work(shop.tenant_id) as work:
        whole = await service.history(work, shop.door.id, visitor(), None, 50)
        since = Since(first.interaction_id, first.seq)
        rest = await service.history(work, shop.door.id, visitor(), since, 50)
        last = await service.history(work, shop.door.id, visitor(), None, 1)
        nobody = await service.history(work, shop.door.id, visitor(9), None, 50)
    assert [one.text for one in whole.said] == ["un", "deux"]
    assert (whole.open, whole.more) == (True, False)
    assert [one.text for one in rest.said] == ["deux"]
    assert ([one.text for one in last.said], last.more) == (["deux"], True)
    assert (nobody.said, nobody.open) == ((), False)


async def test_history_spans_conversations_in_the_order_they_were_held(
    make_work: MakeWork, shop: Shop
) -> None:
    first = await receive(make_work, shop, says("avant"))
    async with make_work(shop.tenant_id) as work:
        one = await interactions.for_change(work, first.interaction_id)
        await interactions.move(work, one, Action.CLOSE, None)
    await receive(make_work, shop, says("après"))
    async with make_work(shop.tenant_id) as work:
        history = await service.history(work, shop.door.id, visitor(), None, 50)
    assert [one.text for one in history.said] == ["avant", "après"]


async def test_the_same_visitor_id_in_another_tenant_is_another_person(
    make_tenant: MakeTenant, make_work: MakeWork, shop: Shop
) -> None:
    other = await open_shop(make_tenant, make_work)
    await receive(make_work, shop, says("Bonjour"))
    accepted = await receive(make_work, other, says("Bonjour"))
    async with make_work(other.tenant_id) as work:
        history = await service.history(work, other.door.id, visitor(), None, 50)
    assert [one.line.message_id for one in history.said] == [accepted.message_id]


async def test_every_change_is_in_the_log_with_its_whole_value(
    database: Database, make_work: MakeWork, shop: Shop
) -> None:
    await receive(make_work, shop, says("Bonjour"))
    await receive(make_work, shop, says("Encore"))
    with database.connect_owner() as connection:
        rows = connection.execute(
            "SELECT kind, version, payload->'item' FROM event_log ORDER BY seq"
        ).fetchall()
    kinds = [row[0] for row in rows]
    assert kinds == [
        "gateway.entry_point.created",
        "crm.contact.created",
        "agents.queue.changed",
        "interactions.interaction.opened",
        "interactions.message.added",
        "interactions.interaction.progressed",
        "interactions.message.added",
    ]


VOUCHED = Context(claims=Claims(True, external_id="42", email="marie@example.re", name="Marie"))


async def test_who_signs_in_during_a_conversation_goes_on_with_it_by_name(
    make_work: MakeWork, shop: Shop
) -> None:
    async with make_work(shop.tenant_id) as work:
        known = await crm.meet(work, visitor(2), None, "fr", VOUCHED.claims)
    first = await receive(make_work, shop, says("Bonjour"))
    second = await receive(make_work, shop, replace(says("C’est moi"), context=VOUCHED))
    async with make_work(shop.tenant_id) as work:
        one = await interactions.get(work, first.interaction_id)
        past = await service.history(work, shop.door.id, visitor(), None, 10)
        context = await interactions.context(work, one.id)
        assert await crm.known(work, visitor()) == known.id
    assert second.interaction_id == first.interaction_id
    assert one.person.name == "Marie"
    assert [said.text for said in past.said] == ["Bonjour", "C’est moi"]
    assert context is not None
    assert context.claims == VOUCHED.claims


async def test_what_is_said_without_a_signature_stands_with_the_request_and_joins_nobody(
    make_work: MakeWork, shop: Shop
) -> None:
    async with make_work(shop.tenant_id) as work:
        known = await crm.meet(work, visitor(2), None, "fr", VOUCHED.claims)
    pretended = Claims(False, external_id="42", email="marie@example.re", name="Marie")
    accepted = await receive(
        make_work, shop, replace(says("Bonjour"), context=Context(claims=pretended))
    )
    async with make_work(shop.tenant_id) as work:
        one = await interactions.get(work, accepted.interaction_id)
        context = await interactions.context(work, one.id)
    assert one.person.id != known.id
    assert context is not None
    assert context.claims == pretended
