"""Prices, balances and the ledger over HTTP: the platform decides, a tenant reads its own."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.works import SystemWorks
from guichet.kit.clock import ManualClock
from guichet.usage import service as usage
from guichet.usage.types import Entry, Order
from tests.accounts.conftest import Browser, World

SHEET = "prefix;price;valid_from\n262692;0,0456;\n33;0,05;\n"


@pytest.fixture
async def operator(world: World, browser: Browser) -> httpx.AsyncClient:
    """The operator's browser."""
    await world.user("opal@example.com", operator=True, name="Opal")
    return await browser("opal@example.com")


@pytest.fixture
async def tenant(world: World) -> Tenant:
    return await world.tenant()


@pytest.fixture
async def boss(world: World, browser: Browser, tenant: Tenant) -> httpx.AsyncClient:
    """The tenant's administrator."""
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    return await browser("ada@example.com", tenant)


async def made(operator: httpx.AsyncClient, **changes: str) -> dict[str, Any]:
    body = {"kind": "sale", "name": "Standard", "currency": "EUR", **changes}
    answer = await operator.post("/platform/price-lists", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_list_is_imported_given_to_a_tenant_and_quoted_there(
    operator: httpx.AsyncClient, boss: httpx.AsyncClient, tenant: Tenant
) -> None:
    free = (await boss.get("/prices/quote", params={"number": "+262692123456"})).json()
    assert free == {"price": None, "currency": None, "parts": 1, "served": True}
    assert (await boss.get("/prices")).status_code == 404
    one = await made(operator)
    address = f"/platform/price-lists/{one['id']}/prices"
    tried = await operator.post(address, json={"csv": SHEET, "dry_run": True})
    assert tried.json() == {"taken": 0, "rows": 2, "faults": []}
    taken = await operator.post(address, json={"csv": SHEET})
    assert taken.json()["taken"] == 2
    choice = f"/platform/tenants/{tenant.id}/price-list"
    assert (await operator.get(choice)).json() == {"list": None}
    given = await operator.put(choice, json={"list_id": one["id"]})
    assert given.status_code == 200, given.text
    assert (await operator.get(choice)).json()["list"]["name"] == "Standard"
    quote = await boss.get("/prices/quote", params={"number": "+262692123456", "parts": 2})
    assert quote.json() == {"price": "0.0912", "currency": "EUR", "parts": 2, "served": True}
    nowhere = await boss.get("/prices/quote", params={"number": "+15551234567"})
    assert nowhere.json()["served"] is False
    first = (await boss.get("/prices", params={"limit": 1})).json()
    rest = (await boss.get("/prices", params={"cursor": first["next_cursor"]})).json()
    prices = [(row["prefix"], row["price"]) for row in [*first["items"], *rest["items"]]]
    assert prices == [("262692", "0.0456"), ("33", "0.05")]
    lists = (await operator.get("/platform/price-lists")).json()["items"]
    assert [(row["name"], row["version"]) for row in lists] == [("Standard", 2)]


async def test_a_faulty_file_changes_nothing_and_says_each_line_in_the_readers_language(
    operator: httpx.AsyncClient,
) -> None:
    one = await made(operator)
    address = f"/platform/price-lists/{one['id']}/prices"
    answer = await operator.post(
        address,
        json={"csv": "prefix;price\n33;0,05\nabc;1\n34;x\n"},
        headers={"accept-language": "fr"},
    )
    found = answer.json()
    assert found["taken"] == 0
    assert [(fault["line"], fault["code"]) for fault in found["faults"]] == [
        (3, "prefix_invalid"),
        (4, "price_invalid"),
    ]
    assert "début de numéro" in found["faults"][0]["text"]
    assert (await operator.get(address)).json()["items"] == []


async def test_a_tenant_reads_its_balance_and_learns_why_sending_is_stopped(
    operator: httpx.AsyncClient, boss: httpx.AsyncClient, tenant: Tenant
) -> None:
    base = f"/platform/tenants/{tenant.id}"
    assert (await boss.get("/usage/account")).json()["free"] is None
    terms = {"currency": "EUR", "allowed": 0, "low_at": 20_000_000, "day_cap": 500}
    assert (await operator.put(f"{base}/usage-account", json=terms)).status_code == 200
    credit = {"kind": "credit", "amount": "250.5", "currency": "EUR", "source": "transfer 1"}
    for _ in range(2):
        answer = await operator.post(f"{base}/credits", json=credit)
        assert answer.json()["balance"] == 250_500_000, answer.text
    stopped = await operator.post(f"{base}/stop-sending", json={"reason": "Review"})
    assert stopped.json()["stopped_reason"] == "Review"
    account = (await boss.get("/usage/account")).json()
    assert (account["free"], account["day_cap"]) == (250_500_000, 500)
    assert account["stopped_reason"] == "Review"
    resumed = await operator.post(f"{base}/resume-sending")
    assert resumed.json()["stopped_at"] is None
    lines = (await boss.get("/usage/lines")).json()["items"]
    assert [(one["kind"], one["micros"]) for one in lines] == [("credit", 250_500_000)]
    assert (await operator.get(f"{base}/usage-account")).json()["version"] == 4


async def test_a_tenant_reads_what_it_used_this_month(
    world: World, browser: Browser, works: SystemWorks, tenant: Tenant, clock: ManualClock
) -> None:
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)

    async def charge(source: str, micros: int, count: int) -> None:
        async with works(tenant_id=tenant.id) as work:
            today = clock.now().date()
            await usage.reserve(work, Order(source, micros, count, "EUR", today))
            line = Entry("batch", source, "submitted", "charge", micros, count, source)
            await usage.post(work, "EUR", [line])

    await charge("february", 50_000, 3)
    clock.advance(timedelta(days=32))
    boss = await browser("ada@example.com", tenant)
    used = (await boss.get("/usage/month")).json()
    assert (used["micros"], used["count"], used["currency"]) == (0, 0, "EUR")
    await charge("march", 45_600, 2)
    used = (await boss.get("/usage/month")).json()
    assert (used["micros"], used["count"]) == (45_600, 2)
    assert used["since"].endswith("01T00:00:00+04:00")


async def test_who_lacks_the_right_neither_reads_nor_decides(
    boss: httpx.AsyncClient, browser: Browser, world: World, tenant: Tenant
) -> None:
    assert (await boss.get("/platform/price-lists")).status_code == 403
    base = f"/platform/tenants/{tenant.id}"
    assert (await boss.post(f"{base}/stop-sending", json={"reason": "x"})).status_code == 403
    await world.member(tenant, "agent@example.com", Role.AGENT)
    agent = await browser("agent@example.com", tenant)
    assert (await agent.get("/usage/account")).status_code == 403
