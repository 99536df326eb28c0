"""Lists of who must not be written to, over HTTP."""

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


async def test_a_list_of_refusals_is_taken_in_and_a_number_looked_up(
    boss: httpx.AsyncClient,
) -> None:
    rows = [{"phone": "0692 00 00 01"}, {"phone": "+33612345678", "proof": "liste 2025"}]
    taken = await boss.post("/suppressions", json={"rows": rows})
    assert (taken.status_code, taken.json()) == (201, {"taken": 2})
    found = (await boss.post("/suppressions/look-up", json={"phone": "+262692000001"})).json()
    assert (found["phone"], found["refused"]) == ("+262692000001", ["marketing"])
    assert [one["source"] for one in found["decisions"]] == ["import"]
    other = (await boss.post("/suppressions/look-up", json={"phone": "0692000002"})).json()
    assert (other["refused"], other["decisions"]) == ([], [])


async def test_who_refused_offers_is_listed_and_who_agreed_again_is_told_apart(
    boss: httpx.AsyncClient,
) -> None:
    rows = [{"phone": "0692 00 00 01", "proof": "Au comptoir"}, {"phone": "0692 00 00 02"}]
    await boss.post("/suppressions", json={"rows": rows})
    again = {"phone": "0692 00 00 02", "decision": "granted", "proof": "Bulletin signé"}
    again["at"] = (await boss.get("/suppressions")).json()["items"][0]["at"]
    await boss.post("/suppressions", json={"rows": [again]})
    first = (await boss.get("/suppressions", params={"limit": "1"})).json()
    cursor = {"cursor": first["next_cursor"]}
    second = (await boss.get("/suppressions", params=cursor)).json()
    told = [(one["proof"], one["counts"]) for one in (*first["items"], *second["items"])]
    assert told == [(None, False), ("Au comptoir", True)]
    assert second["next_cursor"] is None


async def test_who_agreed_needs_a_day_and_a_proof_and_a_bad_number_is_named(
    boss: httpx.AsyncClient,
) -> None:
    agreed = {"phone": "0692000001", "decision": "granted"}
    refused = await boss.post("/suppressions", json={"rows": [agreed]})
    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["faults"]] == ["rows/0/at", "rows/0/proof"]
    bad = await boss.post(
        "/suppressions", json={"rows": [{"phone": "0692000001"}, {"phone": "xx"}]}
    )
    assert [one["pointer"] for one in bad.json()["faults"]] == ["rows/1/phone"]
    whole = {**agreed, "at": "2026-01-05T10:00:00Z", "proof": "Formulaire du site"}
    assert (await boss.post("/suppressions", json={"rows": [whole]})).status_code == 201


async def test_the_platforms_own_list_is_the_operators(
    world: World, browser: Browser, boss: httpx.AsyncClient
) -> None:
    await world.user("opal@example.com", operator=True, name="Opal")
    operator = await browser("opal@example.com")
    body = {"phones": ["+262692000001"], "reason": "Asked by letter."}
    assert (await boss.post("/platform/suppressions", json=body)).status_code == 403
    assert (await operator.post("/platform/suppressions", json=body)).json() == {"taken": 1}
    asked = {"phone": "+262692000001"}
    found = (await operator.post("/platform/suppressions/look-up", json=asked)).json()
    assert (found["blocked"], found["reason"], found["by_name"]) == (
        True,
        "Asked by letter.",
        "Opal",
    )
    none = await operator.post("/platform/suppressions/look-up", json={"phone": "+33612345678"})
    assert none.json()["blocked"] is False
    national = await operator.post(
        "/platform/suppressions", json={**body, "phones": ["0692000001"]}
    )
    assert national.status_code == 422
