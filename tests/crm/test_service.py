"""Who people are."""

import asyncio

import pytest

from guichet.crm import service
from guichet.crm.notes import service as notes
from guichet.crm.notes.service import NotesOfPeople
from guichet.crm.search import repository as search
from guichet.crm.types import Claim, NewContact, Wanted
from guichet.gateway.context import Claims
from guichet.gateway.types import Identity
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.ids import TenantId
from tests.conftest import Database, MakeTenant, MakeWork
from tests.crm.scene import BY

PHONE = Identity("phone", "+262692123456")
MAIL = Identity("email", "elo@shop.example")
TYPED, MAILED = Claim("phone", "0692 12 34 56"), Claim("email", "Elo@Shop.example")


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
        ("PAY", ["Éloïse Payet", "Paul Payet"]),
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
        found_now = await service.page(work, Wanted(question), None, 10)
        names = [one.name for _, one in found_now]
    assert names == found


async def test_contacts_of_another_tenant_are_neither_found_nor_shown(
    make_tenant: MakeTenant, make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        contact = await service.meet(work, PHONE, "Éloïse")
    async with make_work(await make_tenant()) as work:
        assert await service.page(work, Wanted("elo"), None, 10) == []
        assert await service.known(work, PHONE) is None
        with pytest.raises(NotFound):
            await service.card(work, contact.id)


async def test_somebody_written_down_has_what_was_given_in_normal_form(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    new = NewContact("  Éloïse   Payet ", "fr", None, {}, ("vip ", "vip", "pro"), (TYPED, MAILED))
    async with make_work(tenant_id) as work:
        card = await service.create(work, new)
        assert await service.card(work, card.contact.id) == card
        assert await service.tags(work) == ["pro", "vip"]
    assert (card.contact.name, card.contact.tags) == ("Éloïse Payet", ("vip", "pro"))
    assert [one.value for one in card.identities] == ["+262692123456", "elo@shop.example"]


async def test_everything_wrong_is_named_at_once(make_work: MakeWork, tenant_id: TenantId) -> None:
    bad = (Claim("phone", "12"), Claim("email", "x"), Claim("visitor", "y"))
    new = NewContact("x" * 201, None, None, {"shoe": 1}, ("t" * 41, " "), bad)
    async with make_work(tenant_id) as work:
        with pytest.raises(Invalid) as refused:
            await service.create(work, new)
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("attributes/shoe", "unknown_field"),
        ("tags/0", "too_long"),
        ("tags/1", "required"),
        ("name", "too_long"),
        ("identities/0/value", "not_a_phone"),
        ("identities/1/value", "not_an_email"),
        ("identities/2/value", "wrong_value"),
    ]


async def test_an_identity_leads_to_one_contact(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        first = await service.create(work, NewContact("Éloïse", identities=(TYPED,)))
        other = await service.create(work, NewContact("Paul"))
        with pytest.raises(Conflict) as refused:
            await service.add_identity(work, other.contact.id, TYPED, BY)
    assert refused.value.params == {"contact": str(first.contact.id), "name": "Éloïse"}


async def test_identities_are_added_verified_and_removed(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        contact = (await service.create(work, NewContact("Éloïse"))).contact.id
        card = await service.add_identity(work, contact, TYPED, BY)
        assert await service.add_identity(work, contact, TYPED, BY) == card
        one = card.identities[0].id
        verified = await service.verify_identity(work, contact, one, BY)
        assert verified.identities[0].verified is not None
        assert verified.identities[0].verified.by == BY
        assert await service.verify_identity(work, contact, one, BY) == verified
        gone = await service.remove_identity(work, contact, one)
        assert gone.identities == []
        assert await service.page(work, Wanted("0692"), None, 9) == []
        with pytest.raises(NotFound):
            await service.remove_identity(work, contact, one)


async def test_a_change_that_changes_nothing_is_none(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        card = await service.create(work, NewContact("Éloïse", "fr", tags=("vip",)))
        same = await service.change(work, card.contact.id, {"name": "Éloïse", "tags": ["vip"]})
        assert same.contact.version == card.contact.version
        other = await service.change(work, card.contact.id, {"name": None, "language": "en"})
        assert (other.contact.name, other.contact.language, other.contact.version) == (
            None,
            "en",
            card.contact.version + 1,
        )


async def test_contacts_are_listed_by_tag_and_searched_within_it(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        for name, tags in (("Anne", ("VIP",)), ("Annie", ("vip", "pro")), ("Anna", ("pro",))):
            await service.create(work, NewContact(name, tags=tags))

        async def names(wanted: Wanted) -> list[str | None]:
            return [one.name for _, one in await service.page(work, wanted, None, 9)]

        assert await names(Wanted(tag="vip")) == ["Annie", "Anne"]
        assert await names(Wanted("ann", tag="pro")) == ["Anna", "Annie"]
        assert await names(Wanted("a", tag="pro")) == ["Anna", "Annie"]
        assert await names(Wanted("anne", tag="pro")) == []


@pytest.mark.parametrize("question", [None, "ann", "an pay", "an p", "a p", "0692"])
@pytest.mark.parametrize("counted", [2, 2_000])
async def test_lists_are_read_on_without_gap_or_repeat(
    make_work: MakeWork,
    tenant_id: TenantId,
    monkeypatch: pytest.MonkeyPatch,
    question: str | None,
    counted: int,
) -> None:
    monkeypatch.setattr(search, "COUNTED", counted)
    async with make_work(tenant_id) as work:
        for number in range(7):
            phone = Claim("phone", f"0692 12 34 5{number}")
            await service.create(work, NewContact(f"Ann Anna Payet{number}", identities=(phone,)))
        wanted, seen, after = Wanted(question), [], None
        while rows := await service.page(work, wanted, after, 3):
            seen += [contact.id for _, contact in rows]
            after = rows[-1][0]
    assert len(seen) == len(set(seen)) == 7


async def test_an_erased_person_leaves_nothing_behind(
    database: Database, make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        card = await service.create(
            work, NewContact("Zébulon", tags=("vip",), identities=(MAILED,))
        )
        contact = card.contact.id
        await notes.write(work, contact, "Zébulon aime la vanille", BY)
        await service.meet(
            work, PHONE, None, None, Claims(verified=False, email="zebulon@shop.example")
        )
        await service.erase(work, contact, [NotesOfPeople()])
        assert await service.page(work, Wanted("zebulon"), None, 9) == []
        assert await service.known(work, Identity("email", "elo@shop.example")) is None
        with pytest.raises(NotFound):
            await service.change(work, contact, {"name": "x"})
        with pytest.raises(NotFound):
            await service.erase(work, contact)
    with database.connect_owner() as owner:
        for table in ("contact_identity", "contact_key", "contact_note", "contact_mark"):
            left = owner.execute(
                f"SELECT count(*) FROM {table} WHERE contact_id = %s".encode(), (contact,)
            ).fetchone()
            assert left == (0,), table
        row = owner.execute("SELECT name, tags FROM contact WHERE id = %s", (contact,)).fetchone()
    assert row == (None, [])
