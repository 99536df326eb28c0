"""The domain of short links and their figures, over HTTP."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.campaigns import service as campaigns
from guichet.campaigns.links import service
from guichet.campaigns.links.checking import Looking
from guichet.campaigns.types import Draft
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.campaigns.scene import ADA, EVERYBODY, NEWS, NOW
from tests.conftest import MakeWork
from tests.desk.scene import AMELIE, Callers, application, client_of, principal

HOST = "go.vanille.example"


class Answering(Looking):
    """Hosts that lead here."""

    async def leads_here(self, host: str) -> bool:
        return host == HOST


@pytest.fixture
async def http(ground: Ground, tenant_id: TenantId) -> AsyncIterator[httpx.AsyncClient]:
    app = application(ground, Callers(principal(AMELIE, tenant_id, Role.ADMINISTRATOR)))
    app.state.link_looking = Answering("this one")
    async with client_of(app) as client:
        yield client


async def test_a_domain_is_used_once_it_was_seen_to_lead_here(
    http: httpx.AsyncClient, make_work: MakeWork, tenant_id: TenantId
) -> None:
    at = "/campaign-links/address"
    assert (await http.get(at)).json()["host"] is None
    assert (await http.post(f"{at}/check")).status_code == 422
    chosen = (await http.put(at, json={"host": "Go.Vanille.example"})).json()
    assert (chosen["host"], chosen["checked_at"]) == (HOST, None)
    assert HOST not in chosen["begins"]
    checked = (await http.post(f"{at}/check")).json()
    assert checked["begins"] == f"https://{HOST}/l/"
    assert checked["characters"] == len(f"https://{HOST}/l/") + 10
    async with make_work(tenant_id) as work:
        links = await service.registered(work, uuid4(), ["https://a.example"], "http://ours")
    assert links.of(1)[0].startswith(f"https://{HOST}/l/")
    await http.put(at, json={"host": None})
    assert (await http.get(at)).json()["checked_at"] is None


async def test_a_domain_that_leads_elsewhere_is_not_used(http: httpx.AsyncClient) -> None:
    await http.put("/campaign-links/address", json={"host": "other.example"})
    told = await http.post("/campaign-links/address/check")
    assert told.status_code == 409
    assert told.json()["code"] == "link_address_elsewhere"


@pytest.mark.parametrize(
    "host", ["", "vanille", "https://a.example", "a.example/x", "10.0.0.1", "-a.example"]
)
async def test_a_domain_has_to_be_a_name(http: httpx.AsyncClient, host: str) -> None:
    told = await http.put("/campaign-links/address", json={"host": host})
    assert told.status_code == 422


async def test_figures_of_links_are_listed(
    http: httpx.AsyncClient, make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        bare, linked = [
            await campaigns.create(work, Draft("Soldes", NEWS, EVERYBODY, NOW), ADA)
            for _ in range(2)
        ]
        await service.registered(work, linked.id, ["https://a.example"], "http://ours")
    (one,) = (await http.get(f"/campaigns/{linked.id}/links")).json()["items"]
    assert (one["target"], one["people"], one["clicks"]) == ("https://a.example", 0, 0)
    assert (await http.get(f"/campaigns/{bare.id}/links")).json()["items"] == []
    gone = await http.get(f"/campaigns/{uuid4()}/links")
    assert (gone.status_code, gone.json()["code"]) == (404, "no_such_campaign")
