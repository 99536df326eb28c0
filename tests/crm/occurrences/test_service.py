"""Events of contacts, over HTTP and by many at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.crm import service as contacts
from guichet.crm.merges.service import merge
from guichet.crm.occurrences import service
from guichet.crm.occurrences.accepting import Taker
from guichet.crm.occurrences.types import Told, Who
from guichet.gateway.types import Identity
from guichet.kit.clock import ManualClock
from guichet.kit.errors import Conflict
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork
from tests.conftest import MakeWork
from tests.crm.scene import BY, MAIL, PHONE, browser, write_down


@pytest.fixture
async def http(ground: Ground, tenant_id: TenantId) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(ground, tenant_id, Role.ADMINISTRATOR) as client:
        yield client


@pytest.fixture
def taker(ground: Ground) -> Taker:
    return Taker(UnitOfWork(ground.request_db, ground.clock, ground.ids))


NOBODY = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"


def bought(number: int, **given: Any) -> dict[str, Any]:
    who = given.pop("who", {"phone": "0692 12 34 56"})
    return {"id": f"order-{number}", "type": "purchase", "who": who, "properties": given}


async def tell(http: httpx.AsyncClient, *events: dict[str, Any]) -> httpx.Response:
    return await http.post("/events", json={"events": list(events)})


async def test_what_is_told_of_somebody_unknown_makes_a_contact_and_stands_in_the_history(
    http: httpx.AsyncClient,
) -> None:
    told = await tell(http, bought(1, category="sandales", amount=3990, size=38))
    assert told.status_code == 200, told.text
    (taken,) = told.json()["items"]
    assert not taken["repeated"]
    card = (await http.get(f"/contacts/{taken['contact_id']}")).json()
    assert [(one["kind"], one["value"], one["source"]) for one in card["identities"]] == [
        ("phone", "+262692123456", "claim")
    ]
    (event,) = (await http.get(f"/contacts/{taken['contact_id']}/events")).json()["items"]
    assert event["properties"] == {
        "category": "sandales",
        "amount": 3990,
        "currency": "EUR",
        "size": 38,
    }
    history = (await http.get(f"/contacts/{taken['contact_id']}/timeline")).json()["items"]
    assert [(one["kind"], one["value"]["id"]) for one in history] == [("event", "order-1")]
    (kind,) = (await http.get("/event-types")).json()["items"]
    assert (kind["name"], kind["properties"]["size"]) == ("purchase", ["number"])


async def test_the_same_told_again_changes_nothing_and_something_else_is_refused(
    http: httpx.AsyncClient, clock: ManualClock
) -> None:
    first = bought(1, amount=3990)
    owner = (await tell(http, first)).json()["items"][0]["contact_id"]
    clock.advance(timedelta(hours=3))
    again = await tell(http, first, bought(2, amount=1))
    assert [one["repeated"] for one in again.json()["items"]] == [True, False]
    other = await tell(http, bought(3, amount=5), bought(1, amount=4000))
    assert (other.status_code, other.json()["params"]) == (409, {"id": "order-1"})
    kept = (await http.get(f"/contacts/{owner}/events")).json()["items"]
    assert [(one["id"], one["properties"]["amount"]) for one in kept] == [
        ("order-2", 1),
        ("order-1", 3990),
    ]
    twice = await tell(http, bought(4, amount=1), bought(4, amount=2))
    assert twice.status_code == 409


async def test_what_is_wrong_is_named_and_nothing_of_it_is_kept(http: httpx.AsyncClient) -> None:
    refused = await tell(
        http,
        bought(1, amount=3990),
        bought(2, who={"phone": "12"}),
        bought(3, who={}),
        bought(4, who={"contact_id": NOBODY}),
    )
    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["faults"]] == [
        "events/1/who/phone",
        "events/2/who",
    ]
    unknown = await tell(http, bought(4, who={"contact_id": NOBODY}))
    assert unknown.json()["faults"][0]["code"] == "no_such_contact"
    assert (await http.get("/events", params={"type": "purchase"})).json()["items"] == []


async def test_lists_of_a_type_are_read_on_where_they_ended(
    http: httpx.AsyncClient, clock: ManualClock
) -> None:
    await tell(http, *(bought(n, amount=n) for n in range(5)))
    clock.advance(timedelta(minutes=1))
    await tell(http, *(bought(n, amount=n) for n in range(5, 8)))
    found: list[str] = []
    query: dict[str, Any] = {"type": "purchase", "limit": 3}
    while True:
        page = (await http.get("/events", params=query)).json()
        found += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert sorted(found) == [f"order-{n}" for n in range(8)]
    assert set(found[:3]) == {f"order-{n}" for n in range(5, 8)}


async def test_an_event_goes_to_whom_the_first_known_identity_leads_even_after_a_merge(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        elo = await write_down(work, "Éloïse Payet", PHONE)
        other = await write_down(work, "E. Payet", MAIL)
        await merge(work, elo.contact.id, other.contact.id, "same", by=BY)
    who = Who(external_id="unknown", email="elo@shop.example")
    async with make_work(tenant_id) as work:
        (by_mail,) = await service.take(work, [Told("1", "visit", who)])
        (by_id,) = await service.take(work, [Told("2", "visit", Who(contact_id=other.contact.id))])
        assert by_mail.contact_id == by_id.contact_id == elo.contact.id
        told = await service.of_contact(work, other.contact.id, None, 10)
        assert {one.external_id for one in told} == {"1", "2"}


async def test_erasing_a_person_keeps_that_something_happened_and_no_word_of_it(
    http: httpx.AsyncClient, make_work: MakeWork, tenant_id: TenantId
) -> None:
    told = await tell(http, bought(1, category="sandales", amount=5, article="S-1", note="bleu"))
    owner = told.json()["items"][0]["contact_id"]
    assert (await http.delete(f"/contacts/{owner}")).status_code == 204
    (kept,) = (await http.get("/events", params={"type": "purchase"})).json()["items"]
    assert kept["id"] == ""
    assert kept["properties"] == {"category": "sandales", "amount": 5, "currency": "EUR"}
    again = await tell(http, bought(1, category="sandales", amount=5, article="S-1", note="bleu"))
    assert again.json()["items"][0]["repeated"] is True
    async with make_work(tenant_id) as work:
        assert await contacts.known(work, Identity("phone", "+262692123456")) is None


async def test_many_at_once_are_each_answered_for_themselves(
    taker: Taker, make_work: MakeWork, tenant_id: TenantId
) -> None:
    def visit(n: int, kind: str = "visit") -> list[Told]:
        return [Told(f"v{n}", kind, Who(external_id=f"client-{n % 7}"))]

    await taker.take(tenant_id, SYSTEM, visit(0))
    asked = [visit(n) for n in range(60)] + [visit(0, "booking"), visit(5), visit(59)]
    answers = await asyncio.gather(
        *(taker.take(tenant_id, SYSTEM, one) for one in asked), return_exceptions=True
    )
    wrong = [one for one in answers if isinstance(one, BaseException)]
    assert [type(one) for one in wrong] == [Conflict]
    async with make_work(tenant_id) as work:
        kept = await service.of_type(work, "visit", None, 100)
    assert sorted(one.external_id for one in kept) == sorted(f"v{n}" for n in range(60))
    assert len({one.contact_id for one in kept}) == 7


async def test_two_processes_that_tell_the_same_at_once_keep_it_once(
    ground: Ground, make_work: MakeWork, tenant_id: TenantId
) -> None:
    takers = [Taker(UnitOfWork(ground.request_db, ground.clock, ground.ids)) for _ in range(3)]
    told = [Told(f"v{n}", "visit", Who(external_id=f"client-{n}")) for n in range(20)]
    answers = await asyncio.gather(*(one.take(tenant_id, SYSTEM, told) for one in takers))
    assert sum(not one.repeated for taken in answers for one in taken) >= 20
    async with make_work(tenant_id) as work:
        assert len(await service.of_type(work, "visit", None, 100)) == 20
