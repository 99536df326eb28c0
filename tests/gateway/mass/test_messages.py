"""Messages over HTTP: estimated, sent, looked at, called back."""

from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.works import SystemWorks
from guichet.gateway.mass import service
from guichet.gateway.mass.care import Clearance
from guichet.gateway.mass.contract import CarrierReceipt
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker
from guichet.usage import service as usage
from tests.accounts.conftest import Browser, World
from tests.gateway.mass.line import house, sold_to, takes
from tests.waiting import eventually

ROUTE = UUID(int=1)
SUNDAY = 6
PACED = timedelta(minutes=10)
"""Longer than what waited for an opening is let go little by little."""
NEWS = {"text": "Bonjour {prenom}, c’est prêt.", "purpose": "service", "sender": "VANILLE"}
PERSON = {"to": "0692 12 34 56", "values": {"prenom": "Éloïse"}, "reference": "C-17"}
OTHER = {"to": "0692 12 34 57", "values": {"prenom": "Ravi"}}

OFFER = {
    "text": "Soldes chez Vanille ! STOP 36180",
    "purpose": "marketing",
    "sender": "VANILLE",
    "consent": "optin",
    "recipients": [PERSON, OTHER],
}


@pytest.fixture
async def tenant(world: World) -> Tenant:
    return await world.tenant()


@pytest.fixture
async def boss(world: World, browser: Browser, tenant: Tenant) -> httpx.AsyncClient:
    """The tenant's administrator."""
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    return await browser("ada@example.com", tenant)


async def test_an_estimate_counts_prices_and_tells_what_makes_it_dear(
    boss: httpx.AsyncClient,
) -> None:
    told = (await boss.post("/messages/estimate", json={**NEWS, "recipients": [PERSON]})).json()
    assert (told["encoding"], told["parts"], told["messages"]) == ("ucs2", 1, 1)
    assert [one["character"] for one in told["dear"]] == ["ï", "’", "ê"]
    assert told["groups"] == [{"territory": "RE", "parts": 1, "recipients": 1, "price_each": None}]
    assert told["objections"] == []


async def test_what_cannot_be_sent_is_named_field_by_field_and_nothing_is_sent(
    boss: httpx.AsyncClient,
) -> None:
    bad = {**NEWS, "recipients": [PERSON, {"to": "douze"}]}
    answer = await boss.post("/messages", json=bad)
    assert [one["pointer"] for one in answer.json()["faults"]] == ["recipients/1/to"]
    offer = {**NEWS, "purpose": "marketing", "recipients": [PERSON]}
    answer = await boss.post("/messages", json=offer)
    assert [(one["pointer"], one["code"]) for one in answer.json()["faults"]] == [
        ("consent", "no_consent")
    ]
    bank = {**NEWS, "sender": "RDV", "recipients": [PERSON]}
    answer = await boss.post("/messages", json=bank)
    assert [one["pointer"] for one in answer.json()["faults"]] == ["sender"]
    assert (await boss.get("/messages")).json()["items"] == []


async def test_a_message_is_sent_followed_and_sent_once_however_often_it_is_asked(
    boss: httpx.AsyncClient,
    ground: Ground,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
) -> None:
    key = {"Idempotency-Key": "order-17"}
    body = {**NEWS, "recipients": [PERSON]}
    first = await boss.post("/messages", json=body, headers=key)
    again = await boss.post("/messages", json=body, headers=key)
    assert (first.status_code, again.json()) == (202, first.json())
    message_id = first.json()["messages"][0]["id"]
    async with house(system_db, clock, ids, [ROUTE], Clearance(ground.cipher)) as one:
        line = one.line(ROUTE, takes())
        await eventually(lambda: len(line.taken) == 1)
        assert line.taken[0].text == "Bonjour Éloïse, c’est prêt."
        await one.heard(line, CarrierReceipt("id1", "delivered"))
    shown = (await boss.get(f"/messages/{message_id}")).json()
    assert (shown["state"], shown["reference"]) == ("delivered", "C-17")
    assert [one["kind"] for one in shown["life"]] == ["handed", "delivered"]
    listed = (await boss.get("/messages", params={"to": "0692123456"})).json()["items"]
    assert [one["id"] for one in listed] == [message_id]


async def test_messages_are_found_by_number_state_tag_words_and_time(
    boss: httpx.AsyncClient, clock: ManualClock
) -> None:
    await boss.post("/messages", json={**NEWS, "recipients": [PERSON], "tags": ["commande"]})
    clock.advance(timedelta(hours=2))
    later = {**NEWS, "text": "Rendez-vous samedi.", "recipients": [{"to": "0692 12 34 57"}]}
    made = (await boss.post("/messages", json=later)).json()["messages"][0]["id"]
    await boss.post(f"/messages/{made}/cancel")
    since = (clock.now() - timedelta(hours=1)).isoformat()

    async def found(**asked: str | list[str]) -> list[str]:
        answer = await boss.get("/messages", params=asked)
        return [one["to"][-2:] for one in answer.json()["items"]]

    assert await found() == ["57", "56"]
    assert await found(to=["0692123457", "0692123456"]) == ["57", "56"]
    assert await found(to="0692123456") == ["56"]
    assert await found(state="cancelled") == ["57"]
    assert await found(state=["accepted", "held"]) == ["56"]
    assert await found(tag="commande") == ["56"]
    assert await found(text="eloise, c’EST") == ["56"]
    assert await found(since=since) == ["57"]
    assert await found(until=since) == ["56"]
    assert await found(text="soldes") == []
    first = (await boss.get("/messages", params={"limit": "1"})).json()
    on = await found(cursor=first["next_cursor"], limit="1")
    assert ([one["to"][-2:] for one in first["items"]], on) == (["57"], ["56"])


async def test_a_search_stops_after_so_many_and_says_where_to_look_on(
    boss: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_A_TIME", 2)
    monkeypatch.setattr(service, "MOST_LOOKED_AT", 4)
    people = [{"to": f"0692 12 34 5{one}"} for one in range(5)]
    await boss.post("/messages", json={**NEWS, "text": "Vieux.", "recipients": people[:1]})
    await boss.post("/messages", json={**NEWS, "text": "Neuf.", "recipients": people})
    nothing = (await boss.get("/messages", params={"text": "vieux"})).json()
    assert nothing["items"] == []
    asked = {"text": "vieux", "cursor": nothing["next_cursor"]}
    last = (await boss.get("/messages", params=asked)).json()
    assert ([one["text"] for one in last["items"]], last["next_cursor"]) == (["Vieux."], None)


async def test_an_estimate_names_who_told_the_company_to_stop(boss: httpx.AsyncClient) -> None:
    refusal = {"rows": [{"phone": "0692 12 34 57"}]}
    assert (await boss.post("/suppressions", json=refusal)).status_code == 201
    assert (await boss.post("/messages/estimate", json=OFFER)).json()["refused"] == [1]
    news = {**NEWS, "recipients": OFFER["recipients"]}
    assert (await boss.post("/messages/estimate", json=news)).json()["refused"] == []


@pytest.fixture
def sunday(clock: ManualClock) -> ManualClock:
    """The clock, moved to a Sunday before anybody signs in."""
    while clock.now().weekday() != SUNDAY:
        clock.advance(timedelta(days=1))
    return clock


async def test_an_offer_on_a_sunday_is_held_and_says_until_when(
    sunday: ManualClock,
    boss: httpx.AsyncClient,
    ground: Ground,
    system_db: SystemDatabase,
    ids: IdMaker,
) -> None:
    sent = (await boss.post("/messages", json={**OFFER, "recipients": [PERSON]})).json()
    message_id = sent["messages"][0]["id"]
    async with house(system_db, sunday, ids, [ROUTE], Clearance(ground.cipher)) as one:
        line = one.line(ROUTE, takes())

        async def held() -> bool:
            return bool((await boss.get(f"/messages/{message_id}")).json()["state"] == "held")

        await eventually(held)
        assert line.taken == []
    life = (await boss.get(f"/messages/{message_id}")).json()["life"]
    assert life[-1]["code"] in ("closed_sunday", "closed_hours", "closed_holiday")
    assert "held_until" in life[-1]["detail"]
    assert "(RE)" in life[-1]["said"]


async def test_a_message_that_may_be_undone_leaves_so_much_later(
    boss: httpx.AsyncClient, clock: ManualClock
) -> None:
    asked = {**NEWS, "recipients": [PERSON], "undo_seconds": 10}
    made = (await boss.post("/messages", json=asked)).json()["messages"][0]["id"]
    shown = (await boss.get(f"/messages/{made}")).json()
    leaves = datetime.fromisoformat(shown["send_at"])
    assert leaves - datetime.fromisoformat(shown["accepted_at"]) == timedelta(seconds=10)
    later = (clock.now() + timedelta(hours=1)).isoformat()
    made = (await boss.post("/messages", json={**asked, "send_at": later})).json()["messages"]
    shown = (await boss.get(f"/messages/{made[0]['id']}")).json()
    assert datetime.fromisoformat(shown["send_at"]) == datetime.fromisoformat(later)


async def test_what_waits_for_an_opening_can_be_called_back_and_is_not_marked_as_sent_twice(
    sunday: ManualClock,
    boss: httpx.AsyncClient,
    browser: Browser,
    tenant: Tenant,
    ground: Ground,
    system_db: SystemDatabase,
    ids: IdMaker,
) -> None:
    sent = (await boss.post("/messages", json=OFFER)).json()["messages"]
    first, second = (one["id"] for one in sent)
    told = (await boss.post("/messages/estimate", json=OFFER)).json()["later"]
    assert [(one["territory"], one["code"]) for one in told] == [("RE", "closed_sunday")]
    async with house(system_db, sunday, ids, [ROUTE], Clearance(ground.cipher)) as one:
        line = one.line(ROUTE, takes())

        async def held() -> bool:
            return bool((await boss.get(f"/messages/{second}")).json()["state"] == "held")

        await eventually(held)
        await one.store.writer.written()
        asked = {"ids": [first]}
        back = (await boss.post("/messages/cancel", json=asked)).json()
        assert back == {"cancelled": [first], "left": []}
        sunday.advance(datetime.fromisoformat(told[0]["until"]) + PACED - sunday.now())
        await eventually(lambda: line.taken)
        await one.store.writer.written()
        assert [str(parcel.id) for parcel in line.taken] == [second]
    boss = await browser("ada@example.com", tenant)  # who was away over night
    life = (await boss.get(f"/messages/{second}")).json()["life"]
    assert [one["kind"] for one in life] == ["held", "handed"]
    gone = {"ids": [second]}
    assert (await boss.post("/messages/cancel", json=gone)).json()["left"] == [second]


async def test_a_message_is_called_back_before_it_leaves_and_not_after(
    boss: httpx.AsyncClient,
    ground: Ground,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
) -> None:
    body = {**NEWS, "recipients": [PERSON, OTHER]}
    sent = (await boss.post("/messages", json=body)).json()["messages"]
    back = await boss.post(f"/messages/{sent[0]['id']}/cancel")
    assert back.json()["state"] == "cancelled"
    async with house(system_db, clock, ids, [ROUTE], Clearance(ground.cipher)) as one:
        line = one.line(ROUTE, takes())
        await eventually(lambda: len(line.taken) == 1)
        await one.store.writer.written()
        assert str(line.taken[0].id) == sent[1]["id"]
    late = await boss.post(f"/messages/{sent[1]['id']}/cancel")
    assert (late.status_code, late.json()["code"]) == (409, "already_left")


async def test_what_carriers_took_is_paid_and_the_rest_of_the_reservation_comes_back(
    boss: httpx.AsyncClient,
    works: SystemWorks,
    tenant: Tenant,
    ground: Ground,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
) -> None:
    await sold_to(works, tenant.id, price=50_000, paid_in=120_000)
    people = [{"to": f"0692 12 34 5{one}"} for one in range(3)]
    plain = {
        "text": "Bonjour, votre commande est prête.",
        "purpose": "service",
        "sender": "VANILLE",
    }
    dear = await boss.post("/messages", json={**plain, "recipients": people})
    assert (dear.status_code, dear.json()["code"]) == (409, "not_enough")
    elsewhere = await boss.post("/messages", json={**plain, "recipients": [{"to": "0612345678"}]})
    assert elsewhere.json()["faults"][0]["code"] == "not_served"
    sent = (await boss.post("/messages", json={**plain, "recipients": people[:2]})).json()
    back = sent["messages"][0]["id"]
    shown = (await boss.post(f"/messages/{back}/cancel")).json()
    assert shown["price"] == {"amount": "0.05", "currency": "EUR"}
    async with house(system_db, clock, ids, [ROUTE], Clearance(ground.cipher)) as one:
        line = one.line(ROUTE, takes())
        await eventually(lambda: len(line.taken) == 1)

        async def settled() -> bool:
            async with system_db.transaction() as session:
                account = await usage.account(session, tenant.id)
            assert account is not None
            return (account.settled, account.reserved) == (50_000, 0)

        await eventually(settled)
