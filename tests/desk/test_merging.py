"""Two requests of one contact become one, and two again."""

from dataclasses import replace
from uuid import UUID

import pytest

from guichet.desk import merging, service
from guichet.gateway.types import Medium
from guichet.interactions import service as interactions
from guichet.interactions.states import State
from guichet.kit.errors import Conflict, Invalid
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, RAVI, ability, arrives
from tests.gateway.scene import Shop, open_shop, says, visitor


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


async def a_chat_and_a_callback(make_work: MakeWork, shop: Shop) -> tuple[UUID, UUID]:
    chat = await arrives(make_work, shop, says("Bonjour"))
    callback = replace(says("Rappelez-moi"), medium=Medium.CALLBACK)
    return chat.interaction_id, (await arrives(make_work, shop, callback)).interaction_id


async def test_what_is_merged_goes_on_in_the_other_and_comes_back_when_that_was_a_mistake(
    make_work: MakeWork, shop: Shop
) -> None:
    chat, callback = await a_chat_and_a_callback(make_work, shop)
    async with make_work(shop.tenant_id) as work:
        kept = await merging.merge(work, callback, chat, AMELIE, "Même colis", supervises=False)
        assert kept == await merging.merge(work, callback, chat, AMELIE, None, supervises=False)
        gone = await interactions.get(work, callback)
        with pytest.raises(Conflict, match="merged_away"):
            await service.reopen(work, ability(shop), callback, AMELIE)
    assert (kept.id, kept.state) == (chat, State.WAITING)
    assert (gone.state, gone.merged_into) == (State.CLOSED, chat)
    async with make_work(shop.tenant_id) as work:
        alone = await merging.unmerge(work, callback, AMELIE)
        with pytest.raises(Conflict, match="not_merged"):
            await merging.unmerge(work, callback, AMELIE)
    assert (alone.state, alone.agent, alone.merged_into) == (State.ACTIVE, AMELIE, None)


async def test_what_was_over_before_stays_over_when_the_merging_is_undone(
    make_work: MakeWork, shop: Shop
) -> None:
    chat, callback = await a_chat_and_a_callback(make_work, shop)
    async with make_work(shop.tenant_id) as work:
        closed = await service.close(work, ability(shop), callback, AMELIE)
        await merging.merge(work, callback, chat, AMELIE, None, supervises=False)
        alone = await merging.unmerge(work, callback, AMELIE)
    assert (alone.state, alone.closed_at) == (State.CLOSED, closed.closed_at)


async def test_what_the_person_says_to_a_merged_one_is_said_in_the_one_that_goes_on(
    make_work: MakeWork, shop: Shop
) -> None:
    chat, callback = await a_chat_and_a_callback(make_work, shop)
    async with make_work(shop.tenant_id) as work:
        await merging.merge(work, chat, callback, AMELIE, None, supervises=False)
    said = await arrives(make_work, shop, says("Encore moi"))
    assert said.interaction_id == callback


async def test_only_requests_of_one_contact_that_nobody_else_has_are_merged(
    make_work: MakeWork, shop: Shop
) -> None:
    chat, callback = await a_chat_and_a_callback(make_work, shop)
    other = await arrives(make_work, shop, says("Autre", who=visitor(2)))
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Invalid):
            await merging.merge(work, chat, other.interaction_id, AMELIE, None, supervises=False)
        with pytest.raises(Invalid):
            await merging.merge(work, chat, chat, AMELIE, None, supervises=False)
        await service.take(work, ability(shop), callback, RAVI)
        with pytest.raises(Conflict, match="not_yours"):
            await merging.merge(work, chat, callback, AMELIE, None, supervises=False)
        await service.close(work, ability(shop), callback, RAVI)
        with pytest.raises(Conflict, match="target_closed"):
            await merging.merge(work, chat, callback, AMELIE, None, supervises=True)
