"""A short link leads to its target and nowhere else, and people are counted."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update
from starlette.applications import Starlette

from guichet.accounts.tenants.models import Tenant as TenantRow
from guichet.campaigns.links import service
from guichet.campaigns.links.doorway import Doorway
from guichet.campaigns.links.models import ClickRow
from guichet.campaigns.links.recording import Clicks
from guichet.campaigns.links.types import ShortLinks
from guichet.kit.events.models import EventRow
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.campaigns.links.test_visits import IPHONE, PREVIEW
from tests.conftest import MakeWork

CAMPAIGN = UUID(int=77)
SHOP = "https://vanille.example/escarpins?a=1&b=é#haut"
OTHER = "https://vanille.example/"
BY_PHONE = {"user-agent": IPHONE}


@pytest.fixture
async def doorway(ground: Ground) -> AsyncIterator[httpx.AsyncClient]:
    across = ground.system_db.transaction
    clicks = Clicks(across, ground.clock, ground.ids)
    app = Starlette(routes=Doorway(across, ground.clock, clicks, "this one").routes())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://go.test") as client:
        yield client


@pytest.fixture
async def links(make_work: MakeWork, tenant_id: TenantId) -> ShortLinks:
    async with make_work(tenant_id) as work:
        return await service.registered(work, CAMPAIGN, [SHOP, OTHER], "http://go.test/")


async def test_the_same_targets_have_the_same_links(
    make_work: MakeWork, tenant_id: TenantId, links: ShortLinks
) -> None:
    async with make_work(tenant_id) as work:
        again = await service.registered(work, CAMPAIGN, [OTHER, SHOP], "http://go.test")
    assert list(again.links) == list(reversed(links.links))
    assert links.of(1) != links.of(2)


async def test_a_link_leads_to_its_target_and_leaves_nothing_in_the_browser(
    doorway: httpx.AsyncClient, links: ShortLinks
) -> None:
    first, second = links.of(12)
    led = await doorway.get(first, headers=BY_PHONE)
    assert led.status_code == 302
    assert led.headers["location"].startswith("https://vanille.example/escarpins?a=1&b=")
    assert "set-cookie" not in led.headers
    assert led.headers["cache-control"] == "no-store"
    other = await doorway.get(second, headers=BY_PHONE)
    assert other.headers["location"] == OTHER


@pytest.mark.parametrize(
    "path",
    [
        "/l/0",
        "/l/1aaaaaaaa",
        "/l/evil.example",
        "/l/zzzzzzzzzzzaaaaaaaa",
        "/l/9é12345678",
    ],
)
async def test_what_was_not_made_here_leads_nowhere(
    doorway: httpx.AsyncClient, links: ShortLinks, path: str
) -> None:
    assert links.links
    answer = await doorway.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == 404
    assert "nulle part" in answer.text


async def test_people_are_counted_once_each_and_machines_apart(
    doorway: httpx.AsyncClient, links: ShortLinks, make_work: MakeWork, tenant_id: TenantId
) -> None:
    first, _ = links.of(3)
    for headers in (BY_PHONE, BY_PHONE, {"user-agent": PREVIEW}):
        assert (await doorway.get(first, headers=headers)).status_code == 302
    assert (await doorway.head(first, headers=BY_PHONE)).status_code == 302
    assert (await doorway.get(links.of(4)[0], headers=BY_PHONE)).status_code == 302
    assert (await doorway.get(links.of(0)[0], headers=BY_PHONE)).status_code == 302
    async with make_work(tenant_id) as work:
        found, unused = await service.figures(work, CAMPAIGN)
        told = select(EventRow.payload).where(EventRow.kind == "campaigns.link.followed")
        events = (await work.session.execute(told)).scalars().all()
        kept = (await work.session.execute(select(ClickRow.place, ClickRow.rule))).all()
    assert (found.people, found.clicks, found.machines) == (2, 3, 2)
    assert (unused.people, unused.clicks, unused.machines) == (0, 0, 0)
    assert sorted(one["item"]["place"] for one in events) == [3, 4]
    assert sorted((one.place, one.rule or "") for one in kept) == [
        (3, ""),
        (3, ""),
        (3, "head"),
        (3, "program"),
        (4, ""),
    ]


async def test_many_at_once_are_all_written(
    doorway: httpx.AsyncClient, links: ShortLinks, make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with asyncio.TaskGroup() as group:
        for place in range(1, 41):
            group.create_task(doorway.get(links.of(1 + place % 10)[0], headers=BY_PHONE))
    async with make_work(tenant_id) as work:
        found, _ = await service.figures(work, CAMPAIGN)
    assert (found.people, found.clicks) == (10, 40)


async def test_links_of_a_company_that_is_stopped_lead_nowhere(
    doorway: httpx.AsyncClient, links: ShortLinks, ground: Ground, tenant_id: TenantId
) -> None:
    async with ground.system_db.transaction() as session:
        await session.execute(
            update(TenantRow).where(TenantRow.tenant_id == tenant_id).values(status="suspended")
        )
    assert (await doorway.get(links.of(1)[0], headers=BY_PHONE)).status_code == 404


async def test_a_check_says_which_guichet_answers(doorway: httpx.AsyncClient) -> None:
    assert (await doorway.get("/l/check")).json() == {"guichet": "this one"}
