"""Who people are."""

import asyncio

import pytest

from guichet.crm import service
from guichet.gateway.types import Identity
from guichet.kit.errors import NotFound
from guichet.kit.ids import TenantId
from tests.conftest import MakeTenant, MakeWork

PHONE = Identity("phone", "+262692123456")
MAIL = Identity("email", "elo@shop.example")


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


async def test_who_is_met_twice_is_one_contact(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        first = await service.meet(work, PHONE, "Éloïse", "fr")
        again = await service.meet(work, PHONE)
        other = await service.meet(work, MAIL)
        card = await service.card(work, first.id)
    assert again.id == first.id != other.id
    assert (card.contact.name, card.contact.language) == ("Éloïse", "fr")
    assert [(one.kind, one.value) for one in card.identities] == [("phone", "+262692123456")]


async def test_ten_who_meet_one_person_at_once_make_one_contact(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async def meet() -> object:
        async with make_work(tenant_id) as work:
            return (await service.meet(work, PHONE)).id

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(meet()) for _ in range(10)]
    assert len({task.result() for task in tasks}) == 1


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("elo", ["Éloïse Payet"]),
        ("PAY", ["Paul Payet", "Éloïse Payet"]),
        ("payet paul", ["Paul Payet"]),
        ("262 692", ["Éloïse Payet"]),
        ("paul@", ["Paul Payet"]),
        ("nobody", []),
        ("%", []),
        ("", ["Paul Payet", "Éloïse Payet"]),
    ],
)
async def test_contacts_are_found_by_beginnings_whatever_accents_and_case(
    make_work: MakeWork, tenant_id: TenantId, question: str, found: list[str]
) -> None:
    async with make_work(tenant_id) as work:
        await service.meet(work, PHONE, "Éloïse Payet")
        await service.meet(work, Identity("email", "paul@shop.example"), "Paul Payet")
        names = [one.name for one in await service.page(work, question, None, 10)]
    assert names == found


async def test_contacts_of_another_tenant_are_neither_found_nor_shown(
    make_tenant: MakeTenant, make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        contact = await service.meet(work, PHONE, "Éloïse")
    async with make_work(await make_tenant()) as work:
        assert await service.page(work, "elo", None, 10) == []
        assert await service.known(work, PHONE) is None
        with pytest.raises(NotFound):
            await service.card(work, contact.id)
