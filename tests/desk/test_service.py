"""What an agent does with a request."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from guichet.desk import service
from guichet.files import service as stored_files
from guichet.files.types import Owner, StoredFile
from guichet.gateway.outbound.models import OutboundRow
from guichet.gateway.stored import files_of, quick_of
from guichet.gateway.types import Accepted, Capability, QuickReply
from guichet.interactions import service as interactions
from guichet.interactions.states import State
from guichet.interactions.types import Agent, Interaction
from guichet.kit.errors import Conflict, Invalid, NotFound
from tests.conftest import Database, MakeTenant, MakeWork
from tests.desk.scene import AMELIE, RAVI, ability, arrives
from tests.gateway.scene import Shop, open_shop, says


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


@pytest.fixture
async def waiting(make_work: MakeWork, shop: Shop) -> Accepted:
    return await arrives(make_work, shop, says("Bonjour"))


async def take(make_work: MakeWork, shop: Shop, one: Accepted, agent: Agent) -> Interaction:
    async with make_work(shop.tenant_id) as work:
        return await service.take(work, ability(shop), one.interaction_id, agent)


async def texts(make_work: MakeWork, shop: Shop, one: Accepted) -> list[str]:
    async with make_work(shop.tenant_id) as work:
        found = await interactions.messages(work, one.interaction_id, None, 50)
    return [m.text or (m.notice.code if m.notice else "") for m in reversed(found)]


async def test_who_takes_a_request_has_it_and_the_person_is_told(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    taken = await take(make_work, shop, waiting, AMELIE)
    assert (taken.state, taken.agent, taken.taken_at) == (
        State.ACTIVE,
        AMELIE,
        taken.last_message_at,
    )
    assert await texts(make_work, shop, waiting) == ["Bonjour", "agent_joined"]


async def test_of_twenty_who_take_at_once_one_wins_and_the_others_learn_who(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    agents = [Agent(UUID(int=n + 1), f"Agent {n}") for n in range(20)]

    async def attempt(agent: Agent) -> str:
        try:
            return f"won {(await take(make_work, shop, waiting, agent)).agent}"
        except Conflict as refused:
            return f"{refused.code} {refused.params['agent']}"

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(attempt(agent)) for agent in agents]
    answers = [task.result() for task in tasks]
    winners = [agent for agent, said in zip(agents, answers, strict=True) if said[:3] == "won"]
    assert len(winners) == 1
    assert answers.count(f"already_taken {winners[0].name}") == 19


async def test_taking_what_one_has_changes_nothing(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    first = await take(make_work, shop, waiting, AMELIE)
    assert await take(make_work, shop, waiting, AMELIE) == first


async def test_an_answer_stands_in_the_timeline_and_is_queued_or_neither(
    database: Database, make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    await take(make_work, shop, waiting, AMELIE)

    async def say_and_fail() -> None:
        async with make_work(shop.tenant_id) as work:
            await service.answer(work, waiting.interaction_id, AMELIE, "perdu", None)
            await interactions.get(work, UUID(int=0))

    with pytest.raises(NotFound):
        await say_and_fail()
    async with make_work(shop.tenant_id) as work:
        said = await service.answer(work, waiting.interaction_id, AMELIE, " Oui ! ", "c1")
    assert (said.text, said.client_id, said.delivery.state) == ("Oui !", "c1", "queued")
    with database.connect_owner() as owner:
        queued = owner.execute("SELECT text FROM outbound WHERE text IS NOT NULL").fetchall()
    assert queued == [("Oui !",)]


async def uploaded(make_work: MakeWork, shop: Shop, agent: Agent, name: str) -> StoredFile:
    async with make_work(shop.tenant_id) as work:
        file = await stored_files.expect(work, name, Owner("user", str(agent.id)))
        arrived = replace(file, media_type="application/pdf", size=42, sha256="0", state="clean")
        return await stored_files.arrived(work, arrived)


async def test_files_are_refused_where_the_medium_carries_none(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    await take(make_work, shop, waiting, AMELIE)
    bill = await uploaded(make_work, shop, AMELIE, "facture.pdf")

    def words_only(_kind: str) -> frozenset[Capability]:
        return frozenset({Capability.TEXT})

    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Invalid) as refused:
            await service.answer(
                work,
                waiting.interaction_id,
                AMELIE,
                "Voici",
                None,
                files=[bill.id],
                ability=words_only,
            )
    assert [one.code for one in refused.value.faults] == ["files_not_carried"]


async def test_files_of_an_agent_are_part_of_the_answer_and_go_out_with_it(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    await take(make_work, shop, waiting, AMELIE)
    bill = await uploaded(make_work, shop, AMELIE, "facture.pdf")
    quick = (QuickReply("yes", "Oui"),)
    async with make_work(shop.tenant_id) as work:
        said = await service.answer(
            work, waiting.interaction_id, AMELIE, "", None, quick=quick, files=[bill.id]
        )
        one = await interactions.get(work, waiting.interaction_id)
    assert (said.kind, said.text, [file.name for file in said.files]) == (
        "file",
        None,
        ["facture.pdf"],
    )
    assert one.preview is not None
    assert one.preview.text == "facture.pdf"
    async with make_work(shop.tenant_id) as work:
        row = await work.session.scalar(
            select(OutboundRow).where(OutboundRow.id == said.outbound_id)
        )
    assert row is not None
    assert (files_of(row.files), quick_of(row.quick)) == (said.files, quick)


async def test_an_answer_with_a_file_of_somebody_else_says_nothing(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    await take(make_work, shop, waiting, AMELIE)
    bill = await uploaded(make_work, shop, RAVI, "facture.pdf")
    before = await texts(make_work, shop, waiting)
    for wrong, code in ((bill.id, "unknown_file"), (UUID(int=0), "unknown_file")):
        async with make_work(shop.tenant_id) as work:
            with pytest.raises(Invalid, match=code):
                await service.answer(
                    work, waiting.interaction_id, AMELIE, "Voici", None, files=[wrong]
                )
    assert await texts(make_work, shop, waiting) == before


async def test_an_answer_ends_the_persons_wait_for_one(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    await take(make_work, shop, waiting, AMELIE)
    async with make_work(shop.tenant_id) as work:
        assert (await interactions.get(work, waiting.interaction_id)).unanswered == 1
        await service.answer(work, waiting.interaction_id, AMELIE, "Oui", None)
        one = await interactions.get(work, waiting.interaction_id)
    assert one.unanswered == 0
    assert one.preview is not None
    assert (one.preview.author, one.preview.text) == ("agent", "Oui")


async def test_only_who_has_a_request_answers_hands_back_and_closes_it(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    one = waiting.interaction_id
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Conflict, match="not_taken"):
            await service.answer(work, one, RAVI, "Oui", None)
    await take(make_work, shop, waiting, AMELIE)
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Conflict, match="not_yours"):
            await service.answer(work, one, RAVI, "Oui", None)
        with pytest.raises(Conflict, match="not_yours"):
            await service.release(work, ability(shop), one, RAVI)
        with pytest.raises(Conflict, match="already_taken"):
            await service.close(work, ability(shop), one, RAVI)


async def test_what_is_handed_back_waits_in_its_old_place(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    taken = await take(make_work, shop, waiting, AMELIE)
    async with make_work(shop.tenant_id) as work:
        back = await service.release(work, ability(shop), taken.id, AMELIE)
    assert (back.state, back.agent, back.waiting_since) == (
        State.WAITING,
        None,
        taken.waiting_since,
    )
    again = await take(make_work, shop, waiting, RAVI)
    assert again.agent == RAVI


async def test_what_is_closed_stays_closed_and_closing_it_again_changes_nothing(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    await take(make_work, shop, waiting, AMELIE)
    one = waiting.interaction_id
    async with make_work(shop.tenant_id) as work:
        closed = await service.close(work, ability(shop), one, AMELIE)
        assert await service.close(work, ability(shop), one, RAVI) == closed
    assert (closed.state, closed.agent) == (State.CLOSED, AMELIE)
    with pytest.raises(Conflict, match="already_closed"):
        await take(make_work, shop, waiting, AMELIE)
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Conflict, match="already_closed"):
            await service.answer(work, one, AMELIE, "Encore", None)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 8_001])
async def test_nothing_and_too_much_are_refused_naming_the_text(
    make_work: MakeWork, shop: Shop, waiting: Accepted, text: str
) -> None:
    await take(make_work, shop, waiting, AMELIE)
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Invalid) as refused:
            await service.answer(work, waiting.interaction_id, AMELIE, text, None)
    assert refused.value.faults[0].pointer == "text"


async def test_a_request_of_another_tenant_is_not_there(
    make_tenant: MakeTenant, make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    other = await open_shop(make_tenant, make_work)
    async with make_work(other.tenant_id) as work:
        with pytest.raises(NotFound):
            await service.take(work, ability(other), waiting.interaction_id, AMELIE)
