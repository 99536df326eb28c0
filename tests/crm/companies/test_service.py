"""Companies."""

import pytest

from guichet.crm import service as contacts
from guichet.crm.companies import service
from guichet.crm.companies.types import CompanyFacts
from guichet.crm.types import Wanted
from guichet.kit.errors import Invalid, NotFound
from guichet.kit.ids import TenantId
from tests.conftest import MakeWork
from tests.crm.scene import write_down


async def test_companies_are_listed_by_name_and_found_by_words_domain_and_phone(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        facts = CompanyFacts("Hôtel Créolia", "Creolia.example", "0262 12 34 56", " ")
        hotel = await service.create(work, facts)
        await service.create(work, CompanyFacts("Épices du Sud"))
        assert hotel.facts == CompanyFacts(
            "Hôtel Créolia", "creolia.example", "+262262123456", None
        )
        everyone = await service.page(work, None, None, 10)
        assert [one.name for one in everyone] == ["Épices du Sud", "Hôtel Créolia"]
        after = await service.page(work, None, ("epices du sud", everyone[0].id), 10)
        assert [one.name for one in after] == ["Hôtel Créolia"]
        for question in ("creol", "hot cre", "creolia.ex", "0262 12", "3456"):
            assert await service.page(work, question, None, 10) == [hotel], question


async def test_a_company_is_changed_and_removed(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        one = await service.create(work, CompanyFacts("Hôtel"))
        assert await service.change(work, one.id, one.facts) == one
        changed = await service.change(work, one.id, CompanyFacts("Auberge"))
        assert (changed.version, await service.page(work, "hotel", None, 9)) == (2, [])
        person = (await write_down(work, "Paul")).contact.id
        await contacts.change(work, person, {"company_id": one.id})
        rows = await contacts.page(work, Wanted(company_id=one.id), None, 9)
        assert [contact.name for _, contact in rows] == ["Paul"]
        assert await service.names_of(work, [one.id]) == {one.id: "Auberge"}
        await service.remove(work, one.id)
        assert await service.names_of(work, [one.id]) == {}
        assert await service.page(work, None, None, 9) == []
        with pytest.raises(NotFound):
            await service.get(work, one.id)
        with pytest.raises(Invalid):
            await contacts.change(work, person, {"company_id": one.id})


@pytest.mark.parametrize(
    ("facts", "field"),
    [(CompanyFacts("  "), "name"), (CompanyFacts("Hôtel", phone="12"), "phone")],
)
async def test_what_cannot_be_used_is_named(
    make_work: MakeWork, tenant_id: TenantId, facts: CompanyFacts, field: str
) -> None:
    async with make_work(tenant_id) as work:
        with pytest.raises(Invalid) as refused:
            await service.create(work, facts)
    assert [fault.pointer for fault in refused.value.faults] == [field]
