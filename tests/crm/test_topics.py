"""The live card passes the test of tests."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from guichet.consent import service as consents
from guichet.consent.types import Given, Recorder
from guichet.crm import service
from guichet.crm.merges import service as merges
from guichet.crm.notes import service as notes
from guichet.crm.topics import ContactTopic
from guichet.crm.types import Claim
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.errors import Invalid, NotFound
from guichet.kit.ids import TenantId, UserId
from guichet.kit.topics import Viewer
from tests.conftest import Database, MakeTenant, MakeWork
from tests.crm.scene import BY, define_all, visitor, write_down
from tests.desk.scene import AMELIE
from tests.live.replay import assert_snapshot_plus_events_equals_snapshot


def viewer(tenant_id: TenantId) -> Viewer:
    return Viewer(UserId(AMELIE.id), tenant_id, frozenset({"contacts.read"}))


@dataclass
class Town:
    """Three cards, two of which may be of one person."""

    watched: UUID
    twin: UUID
    other: UUID


@pytest.fixture
async def town(make_work: MakeWork, tenant_id: TenantId) -> Town:
    async with make_work(tenant_id) as work:
        await define_all(work)
        ids = []
        for number, name in enumerate(("Éloïse Payet", "Payet Éloïse", "Paul")):
            mail = Claim("email", f"n{number}@shop.example")
            card = await write_down(work, name, mail, birth_date="1984-05-12")
            ids.append(card.contact.id)
    return Town(*ids)


async def a_busy_day(make_work: MakeWork, tenant_id: TenantId, town: Town) -> None:
    async with make_work(tenant_id) as work:
        one = town.watched
        await service.change(work, one, {"tags": ["vip"], "attributes": {"points": 2}})
        card = await service.add_identity(work, one, Claim("phone", "0692123456"), BY)
        await service.verify_identity(work, one, card.identities[0].id, BY)
        card = await merges.merge(work, one, town.other, "Même", by=BY)
        address = consents.Address("phone", b"hash", one)
        given = Given("marketing", "sms", "granted", "agent")
        await consents.record(work, address, given, Recorder("user", None, "Amélie"))
        await service.touched(work, one)
        await notes.write(work, one, "Rappeler", BY)
        await service.change(work, town.other, {"name": "Éloïse P."})
        await service.change(work, one, {"name": "Éloïse Payet"})
        visited = await service.meet(work, visitor(1), "Z")
        await merges.merge(work, town.twin, visited.id, "x", by=BY)


@pytest.mark.parametrize("who", ["watched", "twin", "other"])
async def test_a_card_follows_by_events_alone(
    database: Database,
    request_db: RequestDatabase,
    make_work: MakeWork,
    tenant_id: TenantId,
    town: Town,
    who: str,
) -> None:
    items = await assert_snapshot_plus_events_equals_snapshot(
        database,
        request_db,
        ContactTopic(),
        viewer(tenant_id),
        {"contact_id": str(getattr(town, who))},
        do=lambda: a_busy_day(make_work, tenant_id, town),
    )
    kinds = {"watched": ["activity", "contact", "duplicate"], "other": ["activity", "contact"]}
    assert sorted(item.kind for item in items) == kinds.get(who, kinds["watched"])
    (card,) = [item.value for item in items if item.kind == "contact"]
    assert isinstance(card, dict)
    assert (card["merged_into"] is not None) == (who == "other")


async def test_a_merge_undone_and_an_erasure_follow_by_events_alone(
    database: Database,
    request_db: RequestDatabase,
    make_work: MakeWork,
    tenant_id: TenantId,
    town: Town,
) -> None:
    async with make_work(tenant_id) as work:
        card = await merges.merge(work, town.watched, town.twin, "x", by=BY)

    async def apart_and_erased() -> None:
        async with make_work(tenant_id) as work:
            await merges.undo(work, card.merges[0].id, BY)
            await service.erase(work, town.twin)

    for one in (town.watched, town.twin):
        await assert_snapshot_plus_events_equals_snapshot(
            database,
            request_db,
            ContactTopic(),
            viewer(tenant_id),
            {"contact_id": str(one)},
            do=apart_and_erased if one == town.watched else nothing,
        )


async def nothing() -> None:
    """The day is over."""


async def test_a_contact_of_another_tenant_is_not_there(
    request_db: RequestDatabase, make_tenant: MakeTenant, town: Town
) -> None:
    elsewhere = await make_tenant()
    topic = ContactTopic()
    asked = topic.parse({"contact_id": str(town.watched)})
    async with request_db.snapshot(elsewhere) as session:
        with pytest.raises(NotFound):
            await topic.snapshot(session, viewer(elsewhere), asked)


@pytest.mark.parametrize("params", [{}, {"contact_id": "x"}, {"contact_id": 3}, {"id": "x"}])
def test_a_contact_must_be_named_by_its_id(params: dict[str, str | int]) -> None:
    with pytest.raises(Invalid):
        ContactTopic().parse(params)
