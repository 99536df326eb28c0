"""Who comes in is recognised by what is vouched for, never by what is only said."""

import asyncio

from sqlalchemy import text

from guichet.crm import repository, service
from guichet.crm.duplicates import service as duplicates
from guichet.gateway.context import Claims
from guichet.gateway.types import Identity
from guichet.kit.ids import TenantId
from tests.conftest import Database, MakeWork
from tests.crm.scene import MAIL, PHONE, define_all, visitor, write_down

VOUCHED = Claims(
    verified=True,
    external_id="42",
    email="Elo@Shop.example",
    phone="+262692123456",
    name="Éloïse Payet",
    attributes={"points": 7, "pro": "nonsense", "unknown": 1},
)
SAID = Claims(verified=False, email="elo@shop.example")
MANY = """
INSERT INTO contact_identity (tenant_id, id, contact_id, kind, value, created_at)
SELECT %s, gen_random_uuid(), gen_random_uuid(), 'external', 'C' || n, now()
FROM generate_series(1, 20000) n
"""
READ_WHOLE = """
SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'contact_identity'
"""


async def test_somebody_new_is_written_down_as_vouched_for(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        await define_all(work)
        contact = await service.meet(work, visitor(1), None, "fr", VOUCHED)
        card = await service.card(work, contact.id)
    assert (contact.name, dict(contact.attributes)) == ("Éloïse Payet", {"points": 7})
    assert [(one.kind, one.value, one.verified is not None) for one in card.identities] == [
        ("visitor", visitor(1).value, False),
        ("external", "42", True),
        ("email", "elo@shop.example", True),
        ("phone", "+262692123456", True),
    ]


async def test_the_same_again_changes_nothing(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        first = await service.meet(work, visitor(1), None, "fr", VOUCHED)
        again = await service.meet(work, visitor(1), None, "fr", VOUCHED)
    assert (again.id, again.version) == (first.id, first.version)


async def test_a_new_browser_of_somebody_known_leads_to_their_card(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        card = await write_down(work, "Éloïse", MAIL)
        met = await service.meet(work, visitor(1), None, None, VOUCHED)
        assert met.id == card.contact.id
        assert await service.known(work, visitor(1)) == card.contact.id
        assert met.name == "Éloïse Payet"


async def test_an_unknown_visitor_who_signs_in_becomes_who_they_are(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        known = await write_down(work, "Éloïse", MAIL)
        anonymous = await service.meet(work, visitor(1))
        met = await service.meet(work, visitor(1), None, None, VOUCHED)
        card = await service.card(work, anonymous.id)
    assert met.id == known.contact.id == card.contact.id
    assert card.people == (known.contact.id, anonymous.id)
    assert [merge.reason for merge in card.merges] == ["signed_in"]


async def test_two_people_at_one_computer_stay_two(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        first = await service.meet(work, visitor(1), None, None, VOUCHED)
        other = Claims(verified=True, external_id="43", name="Paul")
        second = await service.meet(work, visitor(1), None, None, other)
        assert second.id != first.id
        assert await service.known(work, visitor(1)) == second.id
        before = await service.card(work, first.id)
    assert "visitor" not in {one.kind for one in before.identities}


async def test_what_is_only_said_identifies_nobody_and_proposes_a_duplicate(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        known = await write_down(work, "Éloïse", MAIL)
        met = await service.meet(work, visitor(1), "Elo", None, SAID)
        again = await service.meet(work, visitor(1), "Elo", None, SAID)
        assert (met.id, again.version) == (again.id, met.version)
        assert met.id != known.contact.id
        card = await service.card(work, met.id)
        assert [(one.kind, one.value) for one in card.claims] == [("email", "elo@shop.example")]
        (found,) = await duplicates.of_card(work, met.id)
        assert (found.other(met.id), found.reason) == (known.contact.id, "claim")


async def test_what_is_vouched_for_but_somebody_elses_is_only_claimed(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        other = await write_down(work, "Paul", PHONE)
        mine = await write_down(work, "Éloïse", MAIL)
        both = Claims(verified=True, email="elo@shop.example", phone="0692123456")
        met = await service.meet(work, visitor(1), None, None, both)
        assert met.id == mine.contact.id
        (found,) = await duplicates.of_card(work, met.id)
    assert found.other(met.id) == other.contact.id


async def test_what_is_on_the_card_unverified_is_verified_by_being_vouched_for(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        card = await write_down(work, "Éloïse", MAIL)
        assert card.identities[0].verified is None
        await service.meet(work, visitor(1), None, None, VOUCHED)
        card = await service.card(work, card.contact.id)
    assert card.identities[0].verified is not None


async def test_claims_that_cannot_be_used_stop_nobody(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    nonsense = Claims(verified=True, email="nonsense", phone="12", external_id=" ")
    async with make_work(tenant_id) as work:
        met = await service.meet(work, visitor(1), "Elo", "fr", nonsense)
        card = await service.card(work, met.id)
    assert [one.kind for one in card.identities] == ["visitor"]


async def test_a_name_given_later_is_written_down_once(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        met = await service.meet(work, visitor(1))
        named = await service.meet(work, visitor(1), "Elo")
        other = await service.meet(work, visitor(1), "Somebody else")
    assert (met.name, named.name, other.name) == (None, "Elo", "Elo")


async def test_ten_vouched_for_at_once_are_one(make_work: MakeWork, tenant_id: TenantId) -> None:
    async def meet(number: int) -> object:
        async with make_work(tenant_id) as work:
            return (await service.meet(work, visitor(number), None, None, VOUCHED)).id

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(meet(number)) for number in range(10)]
    assert len({task.result() for task in tasks}) == 1


async def test_two_accounts_that_share_a_mailbox_stay_two(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        first = await service.meet(work, visitor(1), None, None, VOUCHED)
        other = Claims(verified=True, external_id="43", email="elo@shop.example")
        second = await service.meet(work, visitor(2), None, None, other)
        assert second.id != first.id
        (found,) = await duplicates.of_card(work, second.id)
    assert (found.other(second.id), found.reason) == (first.id, "claim")


async def test_what_is_said_beside_what_is_vouched_for_is_only_claimed(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        known = await write_down(work, "Éloïse", MAIL)
        beside = Claims(verified=False, email="elo@shop.example", name="Elo")
        mixed = Claims(verified=True, external_id="43", beside=beside)
        met = await service.meet(work, visitor(1), None, None, mixed)
        card = await service.card(work, met.id)
        (found,) = await duplicates.of_card(work, met.id)
    assert met.id != known.contact.id
    assert met.name == "Elo"
    assert [one.kind for one in card.identities] == ["visitor", "external"]
    assert [(one.kind, one.value) for one in card.claims] == [("email", "elo@shop.example")]
    assert found.other(met.id) == known.contact.id


async def test_who_comes_with_the_token_of_another_is_told_apart(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    other = Claims(verified=True, external_id="43")
    async with make_work(tenant_id) as work:
        await service.meet(work, visitor(1), None, None, VOUCHED)
        await service.meet(work, visitor(2))
        await service.meet(work, visitor(3), None, None, other)
        verdicts = [
            await service.is_of_another(work, visitor(number), claims)
            for number in (1, 2, 3, 4)
            for claims in (VOUCHED, other, SAID)
        ]
    mine, anonymous = [False, True, False], [False, False, False]
    assert verdicts == [*mine, *anonymous, True, False, False, *anonymous]


async def test_for_the_owners_of_thousands_nobody_elses_identities_are_read(
    make_work: MakeWork, tenant_id: TenantId, database: Database
) -> None:
    async with make_work(tenant_id) as work:
        card = await write_down(work, "Éloïse Payet", MAIL)
    with database.connect_owner() as owner:
        owner.execute(MANY.encode(), (tenant_id,))
        owner.execute("ANALYZE contact_identity")  # else the plan is chance's
    async with make_work(tenant_id) as work:
        mail = Identity("email", "elo@shop.example")
        assert await repository.owners_of(work, {mail}) == {mail: card.contact.id}
        asked = {mail, *(Identity("external", f"K{n}") for n in range(5_000))}
        before = (await work.session.execute(text(READ_WHOLE))).scalar_one()
        assert await repository.owners_of(work, asked) == {mail: card.contact.id}
        assert (await work.session.execute(text(READ_WHOLE))).scalar_one() == before
