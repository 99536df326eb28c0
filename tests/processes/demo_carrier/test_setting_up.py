"""What the demo company is given to send texts with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from guichet.accounts.works import SystemWorks
from guichet.gateway.carriers import service as carriers
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.gateway.numbers import service as numbers
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork, Work
from guichet.prices import service as prices
from guichet.processes.demo_carrier.running import DemoCarrier
from guichet.processes.demo_carrier.setting_up import NAME, PAID_IN, SHORT_CODE, last_port, set_up
from guichet.usage import service as usage
from guichet.usage.types import Caps, Terms
from tests.processes.demo_carrier.there import shop, there


@asynccontextmanager
async def inside(ground: Ground, tenant_id: TenantId) -> AsyncIterator[Work]:
    async with SystemWorks(ground.system_db, ground.clock, ground.ids)(SYSTEM, tenant_id) as work:
        yield work


async def test_every_start_sets_up_the_same_and_leaves_what_people_changed(ground: Ground) -> None:
    tenant_id = await shop(ground)
    await set_up(ground, 4001)
    async with inside(ground, tenant_id) as work:
        before = await usage.account(work.session, tenant_id)
        assert before is not None
        assert (before.free, before.caps.day) == (PAID_IN, 20_000)
        await usage.set_terms(work, Terms("EUR", 7_000_000, None, Caps()))
    await set_up(ground, 4002)
    async with inside(ground, tenant_id) as work:
        (route,) = await carriers.routes(work.session)
        assert route.draft.settings["port"] == 4002
        assert len(await carriers.carriers(work.session, None, 10)) == 1
        assert len(await prices.lists(work.session, None, 10)) == 2
        after = await usage.account(work.session, tenant_id)
        assert after is not None
        assert (after.free, after.caps.day) == (PAID_IN + 7_000_000, None)
        assert [one.number for one in await numbers.held_by(work.session, tenant_id)] == [
            SHORT_CODE
        ]
        heard = await entry_points.of_kind(work, "sms")
        assert heard is not None
        assert heard.settings["number"] == SHORT_CODE
        lookup = route.draft.settings["lookup"]["address"]
        assert lookup.endswith("/demo/operator/numbers/{to_digits}")
    assert await last_port(ground) == 4002


async def test_the_demo_company_sends_under_its_name_at_its_price(ground: Ground) -> None:
    tenant_id = await shop(ground)
    await set_up(ground, 4001)
    text = Wording(NAME, "Votre commande est prête.", "service")
    order = Order(tenant_id, text, [Recipient("+262692112233")])
    async with UnitOfWork(ground.request_db, ground.clock, ground.ids)(tenant_id, SYSTEM) as work:
        counted = await mass.estimate(work, order)
        assert (counted.count.total, counted.currency) == (59_000, "EUR")
        ticket = await mass.send(work, order)
        assert len(ticket.message_ids) == 1


async def test_the_carrier_listens_where_it_did_before_unless_somebody_else_does(
    ground: Ground,
) -> None:
    await shop(ground)
    one, other = DemoCarrier(ground), DemoCarrier(ground)
    async with there(one):
        first = await last_port(ground)
        async with there(other):
            assert await last_port(ground) not in (0, first)
    await set_up(ground, first)
    async with there(DemoCarrier(ground)):
        assert await last_port(ground) == first > 0
