"""Templates over HTTP: kept, listed, previewed."""

from collections.abc import AsyncIterator

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.crm.types import Claim
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.conftest import MakeTenant, MakeWork
from tests.crm.scene import browser, define_all, write_down

LABEL = {"fr": "Soldes", "en": "Sales"}
TEXT = "Bonjour {prénom|cher client}, venez samedi !"


@pytest.fixture
async def http(ground: Ground, tenant_id: TenantId) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(ground, tenant_id, Role.CAMPAIGN_AUTHOR) as client:
        yield client


async def _made(http: httpx.AsyncClient, text: str = TEXT) -> dict[str, object]:
    made = await http.post("/campaign-templates", json={"label": LABEL, "text": text})
    assert made.status_code == 201, made.text
    return dict(made.json())


async def test_a_template_is_kept_changed_and_removed(http: httpx.AsyncClient) -> None:
    made = await _made(http)
    other = await _made(http, "Venez !")
    listed = (await http.get("/campaign-templates?limit=1")).json()
    assert [one["id"] for one in listed["items"]] == [other["id"]]
    rest = (await http.get(f"/campaign-templates?cursor={listed['next_cursor']}")).json()
    assert [one["id"] for one in rest["items"]] == [made["id"]]
    at = f"/campaign-templates/{made['id']}"
    changed = (await http.patch(at, json={"purpose": "service"})).json()
    assert (changed["version"], changed["purpose"], changed["text"]) == (2, "service", TEXT)
    assert (await http.patch(at, json={"purpose": "service"})).json()["version"] == 2
    assert (await http.get(at)).json() == changed
    assert (await http.delete(at)).status_code == 204
    assert (await http.get(at)).status_code == 404
    assert (await http.delete(at)).status_code == 404


async def test_a_text_that_cannot_be_read_is_not_kept(http: httpx.AsyncClient) -> None:
    made = await http.post("/campaign-templates", json={"label": LABEL, "text": "Bonjour {prénom"})
    assert made.status_code == 422
    (fault,) = made.json()["faults"]
    assert fault["code"] == "place_not_closed"


async def test_what_a_text_can_speak_of_is_listed(
    http: httpx.AsyncClient, make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        await define_all(work)
    found = (await http.get("/campaign-templates/names?parameter=article")).json()["items"]
    kinds = {one["name"]: one["kind"] for one in found}
    assert kinds["article"] == "campaign"
    assert kinds["first_name"] == "contact"
    assert kinds["birth_date"] == "attribute"


async def test_a_preview_says_what_each_gets_and_who_costs_more(
    http: httpx.AsyncClient, make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        zoe = await write_down(work, "Zoë Payet", Claim("phone", "0692 12 34 56"))
        marie = await write_down(work, "Marie Hoarau")
    text = f"{TEXT} {'Tout est en promotion dans votre magasin. ' * 2}"
    asked = {
        "text": text,
        "contacts": [str(zoe.contact.id), str(marie.contact.id)],
        "purpose": "service",
    }
    shown = await http.post("/campaign-templates/preview", json=asked)
    assert shown.status_code == 200, shown.text
    first, second, nobody = shown.json()["people"]
    assert first["text"].startswith("Bonjour Zoë, venez")
    assert (first["parts"], first["encoding"]) == (2, "ucs2")
    (why,) = first["why"]
    assert (why["code"], why["place"], why["character"]) == ("character", "prénom", "ë")
    assert (second["parts"], second["encoding"], second["why"]) == (1, "gsm7", [])
    assert nobody["text"].startswith("Bonjour cher client, venez")
    assert nobody["fallbacks"] == ["prénom"]


async def test_a_preview_names_what_is_not_known_and_what_looks_like_it(
    http: httpx.AsyncClient,
) -> None:
    shown = await http.post("/campaign-templates/preview", json={"text": "Bonjour {prenon}"})
    assert shown.status_code == 422
    (fault,) = shown.json()["faults"]
    assert fault["code"] == "unknown_name_nearest"
    assert fault["params"]["nearest"] == "prenom"


async def test_another_tenants_template_is_not_found(
    ground: Ground, tenant_id: TenantId, http: httpx.AsyncClient, make_tenant: MakeTenant
) -> None:
    made = await _made(http)
    async with browser(ground, await make_tenant(), Role.ADMINISTRATOR) as stranger:
        assert (await stranger.get(f"/campaign-templates/{made['id']}")).status_code == 404
