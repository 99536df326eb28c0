"""The demo shop's server: what is bought is told, and one click sets the campaign off."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from guichet.accounts.tenants import service as tenants
from guichet.accounts.works import SystemWorks
from guichet.campaigns import service as campaigns
from guichet.campaigns.triggers import service as triggers
from guichet.campaigns.types import By
from guichet.consent import service as consents
from guichet.consent.addresses import digest_of
from guichet.consent.types import Given, Recorder
from guichet.crm import service as contacts
from guichet.crm.occurrences import service as occurrences
from guichet.crm.occurrences.types import Told, Who
from guichet.crm.types import Claim, NewContact
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from guichet.processes.demo import COMPANIES, SHOP
from guichet.processes.demo_campaigns import ONE_CLICK, seed_campaigns
from guichet.processes.demo_shop.office import routes
from tests.conftest import MakeWork


@pytest.fixture
async def shop(ground: Ground) -> TenantId:
    async with SystemWorks(ground.system_db, ground.clock, ground.ids)() as work:
        made = await tenants.create(work, SHOP, COMPANIES[SHOP])
    await seed_campaigns(ground, made.id, By("system", None, None))
    return made.id


@pytest.fixture
async def http(ground: Ground) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=routes(ground)))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


async def _buyer(work: Work, ground: Ground, phone: str, category: str) -> None:
    card = await contacts.create(work, NewContact("Anna", identities=[Claim("phone", phone)]))
    digest = await digest_of(work, ground.cipher, "phone", phone)
    address = consents.Address("phone", digest, card.contact.id)
    recorder = Recorder("user", None, "Ada")
    await consents.record(work, address, Given("marketing", "sms", "granted", "form"), recorder)
    told = Told(
        phone, "purchase", Who(contact_id=card.contact.id), properties={"category": category}
    )
    await occurrences.take(work, [told])


async def test_one_click_tells_who_bought_the_same_kind_of_thing(
    http: httpx.AsyncClient, shop: TenantId, ground: Ground, make_work: MakeWork
) -> None:
    async with make_work(shop) as work:
        await _buyer(work, ground, "+262692000001", "épices")
        await _buyer(work, ground, "+262692000002", "boissons")
    asked = {"slug": "curcuma", "language": "fr"}
    for _ in range(2):
        told = await http.post("/demo/shop/office/tell", json=asked)
        assert told.json()["state"] == "sent", told.json()
        assert "1 clients" in told.json()["sentence"]
    async with make_work(shop) as work:
        (mould,) = await campaigns.campaigns(work, None, 10)
        (click,) = await triggers.page(work, None, 10)
        (run,) = await triggers.runs(work, click.id, None, 10)
        assert run.campaign_id is not None
        copy = await campaigns.campaign(work, run.campaign_id)
    assert (mould.draft.name, mould.state) == (ONE_CLICK, "draft")
    assert (copy.state, copy.recipients) == ("leaving", 1)
    assert copy.draft.audience.parameters["article"] == "Curcuma de la Plaine"


async def test_what_a_customer_buys_is_told_once(
    http: httpx.AsyncClient, shop: TenantId, make_work: MakeWork
) -> None:
    order = {"id": "MV-1", "lines": [{"slug": "piment", "count": 2}]}
    for _ in range(2):
        assert (await http.post("/demo/shop/orders", json=order)).status_code == 204
    async with make_work(shop) as work:
        (kept,) = await occurrences.of_type(work, "purchase", None, 10)
    assert kept.properties["amount"] == 1180
    assert kept.properties["category"] == "épices"


@pytest.mark.parametrize("body", ["", "{}", '{"slug":"nothing"}', '{"id":"a","lines":[]}'])
async def test_what_makes_no_sense_is_refused(
    http: httpx.AsyncClient, shop: TenantId, body: str
) -> None:
    assert shop is not None
    for path in ("/demo/shop/orders", "/demo/shop/office/tell"):
        assert (await http.post(path, content=body)).status_code == 422
