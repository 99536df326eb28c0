"""Attributes defined by the tenant."""

import pytest

from guichet.crm import service as contacts
from guichet.crm.attributes import service
from guichet.crm.attributes.types import Choice, Draft, Label
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.ids import TenantId
from tests.conftest import MakeWork
from tests.crm.scene import define_all, write_down

LABEL = Label("Points", "Points")


async def test_attributes_are_listed_in_the_order_of_the_card(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        last = await service.define(work, Draft("b", LABEL, "text", place=2))
        first = await service.define(work, Draft("a", LABEL, "text", place=1))
        assert [one.id for one in await service.all_of(work)] == [first.id, last.id]
        moved = await service.change(work, last.id, place=0, label=Label("B", "B"))
        assert (moved.version, moved.label) == (2, Label("B", "B"))
        assert [one.id for one in await service.all_of(work)] == [last.id, first.id]


async def test_a_key_is_taken_once(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        await service.define(work, Draft("a", LABEL, "text"))
        with pytest.raises(Conflict) as refused:
            await service.define(work, Draft("a", LABEL, "text"))
    assert refused.value.code == "attribute_taken"


async def test_a_removed_attribute_comes_back_with_its_values(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        one = await service.define(work, Draft("points", LABEL, "number"))
        card = await write_down(work, "Éloïse", points=3)
        await service.remove(work, one.id)
        await service.remove(work, one.id)
        assert await service.all_of(work) == []
        with pytest.raises(Invalid):
            await contacts.change(work, card.contact.id, {"attributes": {"points": 4}})
        with pytest.raises(Conflict):
            await service.define(work, Draft("points", LABEL, "text"))
        back = await service.define(work, Draft("points", Label("Pts", "Pts"), "number"))
        assert (back.id, back.removed, back.label.fr) == (one.id, False, "Pts")
        assert (await contacts.card(work, card.contact.id)).contact.attributes == {"points": 3}


async def test_choices_are_changed_and_checked(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        await define_all(work)
        level = next(one for one in await service.all_of(work) if one.key == "level")
        silver = Choice("silver", Label("Argent", "Silver"))
        changed = await service.change(work, level.id, choices=[*level.choices, silver])
        assert [one.key for one in changed.choices] == ["gold", "basic", "silver"]
        assert await service.change(work, level.id, choices=changed.choices) == changed
        with pytest.raises(Invalid):
            await service.change(work, level.id, choices=[])
        with pytest.raises(NotFound):
            await service.change(work, work.ids.new(), place=1)


async def test_there_is_an_end_to_attributes(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        for number in range(100):
            await service.define(work, Draft(f"a{number}", LABEL, "text"))
        with pytest.raises(Invalid) as refused:
            await service.define(work, Draft("one_more", LABEL, "text"))
    assert refused.value.code == "too_many_attributes"
