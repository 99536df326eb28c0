"""Cards of one person made one, and apart again."""

import pytest

from guichet.crm import service
from guichet.crm.merges import service as merges
from guichet.crm.notes import service as notes
from guichet.crm.types import Claim, ContactCard, Wanted
from guichet.gateway.types import Identity
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from tests.conftest import MakeWork
from tests.crm.scene import BY, MAIL, PHONE, define_all, write_down


async def found(work: Work, question: str) -> list[str | None]:
    rows = await service.page(work, Wanted(question), None, 10)
    return [one.name for _, one in rows]


async def two(work: Work) -> tuple[ContactCard, ContactCard]:
    await define_all(work)
    kept = await write_down(work, "Éloïse Payet", PHONE, points=3)
    lost = await write_down(work, "Elo Grondin", MAIL, points=5, pro=True)
    return kept, lost


async def test_a_merged_card_shows_both_and_is_found_by_both(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        kept, lost = await two(work)
        card = await merges.merge(work, kept.contact.id, lost.contact.id, "Même", by=BY)
        assert await service.card(work, lost.contact.id) == card
        assert await service.people_of(work, lost.contact.id) == card.people
        assert await service.known(work, Identity("email", "elo@shop.example")) == kept.contact.id
        assert await found(work, "elo@shop") == ["Éloïse Payet"]
        assert await found(work, lost.contact.code) == ["Éloïse Payet"]
        assert await found(work, "grondin") == []
        assert await service.found_by(work, "payet", 9) == card.people
        assert await service.found_by(work, "grondin", 9) == ()
    assert card.contact.attributes == {"points": 3, "pro": True}
    assert [one.value for one in card.identities] == ["+262692123456", "elo@shop.example"]
    assert [(one.loser_name, one.reason, one.by) for one in card.merges] == [
        ("Elo Grondin", "Même", BY)
    ]


async def test_undoing_restores_both_cards(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        kept, lost = await two(work)
        take = {"name", "attributes.points"}
        card = await merges.merge(work, kept.contact.id, lost.contact.id, "x", by=BY, take=take)
        assert (card.contact.name, card.contact.attributes["points"]) == ("Elo Grondin", 5)
        await notes.write(work, kept.contact.id, "after", BY)
        apart = await merges.undo(work, card.merges[0].id, BY)
        again = await merges.undo(work, card.merges[0].id, BY)
        assert (again.contact, apart.contact.id) == (apart.contact, lost.contact.id)
        for before in (kept, lost):
            now = await service.card(work, before.contact.id)
            assert now.identities == before.identities
            assert (now.contact.name, now.contact.attributes, now.people, now.merges) == (
                before.contact.name,
                before.contact.attributes,
                before.people,
                before.merges,
            )
        assert await found(work, "grondin") == ["Elo Grondin"]
        assert await found(work, "0692") == ["Éloïse Payet"]


async def test_chains_of_merges_lead_to_the_last_and_come_apart_from_there(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        a, b, c = [(await write_down(work, name)).contact.id for name in ("A", "B", "C")]
        first = await merges.merge(work, b, a, "first", by=BY)
        second = await merges.merge(work, c, a, "second: a stands for b", by=BY)
        assert second.people == (c, a, b)
        with pytest.raises(Conflict) as refused:
            await merges.undo(work, first.merges[0].id, BY)
        assert refused.value.code == "undo_later_first"
        apart = await merges.undo(work, second.merges[0].id, BY)
        assert apart.people == (b, a)
        await merges.undo(work, first.merges[0].id, BY)
        assert [await service.people_of(work, one) for one in (a, b, c)] == [(a,), (b,), (c,)]


async def test_what_cannot_be_merged_is_refused(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        a, b = [(await write_down(work, name)).contact.id for name in ("A", "B")]
        with pytest.raises(Invalid):
            await merges.merge(work, a, b, "  ", by=BY)
        with pytest.raises(NotFound):
            await merges.merge(work, a, work.ids.new(), "x", by=BY)
        await merges.merge(work, a, b, "x", by=BY)
        with pytest.raises(Invalid) as refused:
            await merges.merge(work, a, b, "again", by=BY)
        assert refused.value.faults[0].code == "same_contact"
        with pytest.raises(NotFound):
            await merges.undo(work, work.ids.new(), BY)
        await service.erase(work, a)
        with pytest.raises(NotFound):
            await merges.merge(work, (await write_down(work, "C")).contact.id, a, "x", by=BY)


async def test_an_identity_added_while_merged_stays_with_the_survivor(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        a, b = [(await write_down(work, name)).contact.id for name in ("A", "B")]
        card = await merges.merge(work, a, b, "x", by=BY)
        await service.add_identity(work, b, Claim("email", "new@shop.example"), BY)
        await merges.undo(work, card.merges[0].id, BY)
        assert [one.value for one in (await service.card(work, a)).identities] == [
            "new@shop.example"
        ]
        assert (await service.card(work, b)).identities == []


async def test_an_erased_person_cannot_be_taken_apart(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        a, b = [(await write_down(work, name)).contact.id for name in ("A", "B")]
        card = await merges.merge(work, a, b, "x", by=BY)
        await service.erase(work, b)
        with pytest.raises(NotFound):
            await merges.undo(work, card.merges[0].id, BY)
        erased = await service.card(work, a)
    assert (erased.contact.name, erased.contact.erased_at is not None) == (None, True)
