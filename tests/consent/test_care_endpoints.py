"""The law, a company's own rules and its names over HTTP."""

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from tests.accounts.conftest import Browser, World


@pytest.fixture
async def tenant(world: World) -> Tenant:
    return await world.tenant()


@pytest.fixture
async def boss(world: World, browser: Browser, tenant: Tenant) -> httpx.AsyncClient:
    """The tenant's administrator."""
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    return await browser("ada@example.com", tenant)


async def test_a_message_is_judged_in_words_before_it_is_sent(boss: httpx.AsyncClient) -> None:
    french = {"accept-language": "fr"}
    offer = {"phone": "0692 12 34 56", "consent": "optin", "at": "2026-03-08T08:00:00+04:00"}
    answer = await boss.post("/policies/verdict", json=offer, headers=french)
    found = answer.json()
    assert (found["verdict"], found["territory"]) == ("defer", "RE")
    assert found["until"] == "2026-03-09T04:00:00Z"
    assert found["reason"]["rule"] == "fr.sms.marketing.2026"
    assert "dimanche" in found["reason"]["text"]
    sender = {**offer, "at": "2026-03-09T08:00:00+04:00", "sender": "RDV"}
    denied = (await boss.post("/policies/verdict", json=sender)).json()
    assert (denied["verdict"], denied["reason"]["code"]) == ("deny", "sender_too_general")
    text = {**offer, "at": "2026-03-09T08:00:00+04:00", "text": "Soldes https://bit.ly/x"}
    short = (await boss.post("/policies/verdict", json=text)).json()
    assert short["reason"]["code"] == "public_shortener"
    far = await boss.post("/policies/verdict", json={**offer, "at": "9999-01-01T00:00:00Z"})
    assert far.status_code == 422
    bad = await boss.post("/policies/verdict", json={**offer, "phone": "xxx"})
    assert bad.status_code == 422


async def test_a_companys_own_rules_narrow_the_verdict(boss: httpx.AsyncClient) -> None:
    care = (await boss.get("/care")).json()
    assert (care["version"], care["prudent"], care["hours"]) == (0, True, None)
    afternoon = {"windows": [{"days": [0, 1, 2, 3, 4], "start": 840, "end": 1080}]}
    care["hours"] = {**afternoon, "sundays": "forbid", "holidays": "forbid"}
    care["added_days"] = ["2026-12-24"]
    saved = await boss.put("/care", json=care)
    assert saved.json()["version"] == 1, saved.text
    assert (await boss.put("/care", json=care)).status_code == 409
    offer = {"phone": "0692123456", "consent": "optin", "at": "2026-03-09T08:00:00+04:00"}
    found = (await boss.post("/policies/verdict", json=offer)).json()
    assert (found["until"], found["reason"]["rule"]) == ("2026-03-09T10:00:00Z", "tenant")


async def test_the_law_is_listed_with_its_sources(boss: httpx.AsyncClient) -> None:
    rows = (await boss.get("/policies", params={"country": "FR"})).json()["items"]
    assert "fr.sms.marketing.2024" in {row["id"] for row in rows}
    assert all(row["source_url"].startswith("https://") and row["note"] for row in rows)
    assert len((await boss.get("/policies")).json()["items"]) > len(rows)


async def test_a_sender_name_is_asked_for_and_registered_by_the_platform(
    boss: httpx.AsyncClient, world: World, browser: Browser, tenant: Tenant
) -> None:
    body = {"name": "VANILLE", "proof": "SIRET 123 456 789 00012"}
    asked = await boss.post("/sender-names", json=body)
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    generic = await boss.post("/sender-names", json={**body, "name": "Colis"})
    assert generic.json()["faults"][0]["code"] == "sender_too_general"
    await world.user("opal@example.com", operator=True, name="Opal")
    operator = await browser("opal@example.com")
    (waiting,) = (await operator.get("/platform/sender-names")).json()["items"]
    address = f"/platform/tenants/{waiting['tenant_id']}/sender-names/{waiting['id']}/decide"
    decided = await operator.post(address, json={"registered": True})
    assert decided.json()["state"] == "registered"
    (own,) = (await boss.get("/sender-names")).json()["items"]
    assert own["state"] == "registered"
    assert (await boss.post(address, json={"registered": True})).status_code == 403
