"""Cards that may be of one person."""

import pytest

from guichet.crm import service as contacts
from guichet.crm.duplicates import service
from guichet.crm.merges import service as merges
from guichet.crm.types import Claim
from guichet.kit.errors import NotFound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from tests.conftest import MakeWork
from tests.crm.scene import BY, define_all, write_down


async def reasons(work: Work) -> list[str]:
    return [one.reason for one in await service.page(work, None, 10)]


async def test_two_of_one_name_and_birth_are_proposed_until_one_differs(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        await define_all(work)
        first = await write_down(work, "Éloïse Payet", birth_date="1984-05-12")
        await write_down(work, "Payet Eloise", birth_date="1984-05-12")
        assert await reasons(work) == ["name_and_birth"]
        await contacts.change(work, first.contact.id, {"attributes": {"birth_date": "1984-05-13"}})
        assert await reasons(work) == []


async def test_two_addresses_of_one_box_are_proposed_until_dismissed(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        a = await write_down(work, "Elo", Claim("email", "elo@mail.example"))
        b = await write_down(work, "Elo", Claim("email", "elo+shop@mail.example"))
        assert await reasons(work) == ["similar_email"]
        await service.dismiss(work, a.contact.id, b.contact.id)
        assert await reasons(work) == []
        await contacts.change(work, a.contact.id, {"name": "Eloise"})
        await contacts.add_identity(work, a.contact.id, Claim("external", "7"), BY)
        assert await reasons(work) == []
        with pytest.raises(NotFound):
            await service.dismiss(work, a.contact.id, b.contact.id)


async def test_merging_answers_the_proposal(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        a = await write_down(work, "Elo", Claim("email", "elo@mail.example"))
        b = await write_down(work, "Elo", Claim("email", "elo+shop@mail.example"))
        card = await merges.merge(work, a.contact.id, b.contact.id, "Même boîte", by=BY)
        assert await reasons(work) == []
        await merges.undo(work, card.merges[0].id, BY)
        assert await reasons(work) == ["similar_email"]
