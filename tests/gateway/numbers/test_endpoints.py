"""Numbers over HTTP: given by the platform, claimed by entry points of who holds them."""

from typing import Any

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from tests.accounts.conftest import CORAIL, Browser, World


@pytest.fixture
async def operator(world: World, browser: Browser) -> httpx.AsyncClient:
    """The operator's browser."""
    await world.user("opal@example.com", operator=True, name="Opal")
    return await browser("opal@example.com")


async def added(operator: httpx.AsyncClient, number: str, **more: Any) -> str:
    """A number's id."""
    body = {"number": number, "territory": "RE", **more}
    answer = await operator.post("/platform/numbers", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def given(
    operator: httpx.AsyncClient, number_id: str, tenant: Tenant, *keywords: str
) -> httpx.Response:
    address = f"/platform/numbers/{number_id}/holders/{tenant.id}"
    return await operator.put(address, json={"keywords": list(keywords)})


async def companies(world: World, browser: Browser) -> tuple[Tenant, Tenant, httpx.AsyncClient]:
    """Two companies, and the browser of the first one's administrator."""
    vanille, corail = await world.tenant(), await world.tenant("atelier-corail", CORAIL)
    await world.member(vanille, "ada@example.com", Role.ADMINISTRATOR)
    return vanille, corail, await browser("ada@example.com", vanille)


async def test_a_number_is_added_given_taken_back_and_removed(
    operator: httpx.AsyncClient, world: World, browser: Browser
) -> None:
    vanille, corail, ada = await companies(world, browser)
    number_id = await added(operator, "+262262123456")
    again = await operator.post(
        "/platform/numbers", json={"number": "+262262123456", "territory": "RE"}
    )
    assert again.json()["code"] == "number_known"
    shown = (await given(operator, number_id, vanille)).json()
    assert [one["tenant_id"] for one in shown["holders"]] == [str(vanille.id)]
    assert (await given(operator, number_id, corail)).json()["code"] == "number_held"
    mine = (await ada.get("/numbers")).json()["items"]
    assert [(one["number"], one["shared"]) for one in mine] == [("+262262123456", False)]
    address = f"/platform/numbers/{number_id}"
    assert (await operator.delete(address)).json()["code"] == "number_held"
    change = {"version": shown["version"], "stop": "all", "title": "Ventes"}
    changed = await operator.put(address, json=change)
    assert (changed.json()["stop"], changed.json()["title"]) == ("all", "Ventes")
    assert (await operator.put(address, json=change)).json()["code"] == "changed_meanwhile"
    taken = await operator.delete(f"{address}/holders/{vanille.id}")
    assert taken.json()["holders"] == []
    assert (await operator.delete(f"{address}/holders/{vanille.id}")).status_code == 404
    assert (await operator.delete(address)).status_code == 204
    assert (await operator.get("/platform/numbers")).json()["items"] == []


async def test_keywords_of_a_shared_number_are_one_company_s_each(
    operator: httpx.AsyncClient, world: World, browser: Browser
) -> None:
    vanille, corail, _ = await companies(world, browser)
    number_id = await added(operator, "38100", shared=True)
    assert (await given(operator, number_id, vanille)).status_code == 422
    assert (await given(operator, number_id, vanille, "Été", "VANILLE")).status_code == 200
    refused = await given(operator, number_id, corail, "RECIF", "ete")
    assert refused.status_code == 422
    assert "keyword_taken" in refused.text
    assert (await given(operator, number_id, vanille, "VANILLE")).status_code == 200
    assert (await given(operator, number_id, corail, "RECIF", "ete")).status_code == 200


@pytest.mark.parametrize(
    ("settings", "field", "code"),
    [
        ({"number": "+262262999999"}, "settings/number", "not_your_number"),
        ({"number": "38100"}, "settings/number", "keyword_needed"),
        ({"number": "38100", "keywords": ["RECIF"]}, "settings/keywords/0", "not_your_keyword"),
        ({"number": "38100", "keywords": ["vanille"]}, "settings/keywords/0", "keyword_taken"),
        ({"number": "+262262123456", "does": "answer"}, "settings/answer", "required"),
        ({"number": "bonjour"}, "settings/number", "wrong_value"),
    ],
)
async def test_an_entry_point_claims_what_its_company_holds_and_no_other_claims(
    operator: httpx.AsyncClient,
    world: World,
    browser: Browser,
    settings: dict[str, Any],
    field: str,
    code: str,
) -> None:
    vanille, _, ada = await companies(world, browser)
    await given(operator, await added(operator, "+262262123456"), vanille)
    await given(operator, await added(operator, "38100", shared=True), vanille, "VANILLE")
    first = {"number": "38100", "keywords": ["VANILLE"]}
    body = {"kind": "sms", "title": "SMS", "language": "fr"}
    made = await ada.post("/entry-points", json={**body, "settings": first})
    assert made.status_code == 201, made.text
    address = f"/entry-points/{made.json()['id']}"
    assert (await ada.patch(address, json={"settings": {**first, "does": "tell"}})).is_success
    refused = await ada.post("/entry-points", json={**body, "settings": settings})
    assert refused.status_code == 422
    found = refused.json()["faults"]
    faults = [(one["pointer"].strip("#/"), one["code"]) for one in found]
    assert faults == [(field, code)]
    await ada.delete(address)
    again = await ada.post("/entry-points", json={**body, "settings": first})
    assert again.status_code == 201
