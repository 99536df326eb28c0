"""Price lists in the database: appended, dated, given to tenants."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet.accounts.types import PLATFORM
from guichet.accounts.works import SystemWorks
from guichet.kit.clock import SystemClock
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.ids import TenantId
from guichet.prices import service
from guichet.prices.sheets import parse
from guichet.prices.types import PriceRow
from guichet.usage import service as usage
from guichet.usage.types import Entry
from tests.conftest import MakeTenant, MakeWork


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


async def test_a_new_price_counts_from_its_day_and_the_past_keeps_its_own(
    works: SystemWorks,
) -> None:
    async with works(tenant_id=PLATFORM) as work:
        sale = await service.create_list(work, "sale", "Standard", "EUR")
        begins = work.now
        await service.add_rows(work, sale.id, [PriceRow("262", begins, 50_000)], "Amélie")
        later = begins + timedelta(days=30)
        planned = [PriceRow("262", later, 60_000), PriceRow("262692", later, 45_000)]
        await service.add_rows(work, sale.id, planned, "Amélie")
        await service.add_rows(work, sale.id, [PriceRow("262", later, 61_000)], "Amélie")
        today = await service.tariff(work.session, sale.id, begins)
        assert (today.micros("+262692123456"), today.until) == (50_000, later)
        then = await service.tariff(work.session, sale.id, later)
        assert then.micros("+262692123456") == 45_000
        assert then.micros("+262639123456") == 61_000
        assert then.until is None
        stored = await service.rows(work.session, sale.id, None, 10)
        assert [(one.row.prefix, one.revision) for one in stored] == [
            ("262", 1),
            ("262", 1),
            ("262", 2),
            ("262692", 1),
        ]
        key = (stored[1].row.prefix, stored[1].row.valid_from, stored[1].revision)
        assert await service.rows(work.session, sale.id, key, 1) == [stored[2]]
        past = PriceRow("262", begins - timedelta(minutes=2), 1)
        with pytest.raises(Invalid):
            await service.add_rows(work, sale.id, [past], None)
        with pytest.raises(NotFound):
            await service.add_rows(work, work.ids.new(), [], None)


async def test_now_is_not_the_past_by_the_time_it_is_written(
    works: SystemWorks, tenant_id: TenantId
) -> None:
    going_on = replace(works, clock=SystemClock())
    async with going_on(tenant_id=tenant_id) as work:
        sale = await service.create_list(work, "sale", "Standard", "EUR")
        sheet = parse("prefix;price\n262;0,05\n", work.now)
        await service.add_rows(work, sale.id, sheet.rows, "Amélie")
        await service.assign(work, sale.id, None, "Amélie")
        found = await service.tariff_of(work.session, tenant_id, work.now)
    assert found is not None
    assert found.micros("+262692123456") == 50_000


async def test_a_tenant_pays_by_the_list_it_was_given_and_reads_no_other(
    works: SystemWorks, make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with works(tenant_id=tenant_id) as work:
        cost = await service.create_list(work, "cost", "Carrier A", "EUR")
        sale = await service.create_list(work, "sale", "Standard", "EUR")
        next_one = await service.create_list(work, "sale", "Next", "EUR")
        foreign = await service.create_list(work, "sale", "Madagascar", "MGA")
        await service.add_rows(work, sale.id, [PriceRow("262", work.now, 50_000)], None)
        later = work.now + timedelta(days=1)
        await service.assign(work, sale.id, None, "Amélie")
        await service.assign(work, next_one.id, later, "Amélie")
        with pytest.raises(Conflict, match="not_a_sale_list"):
            await service.assign(work, cost.id, None, None)
        await usage.credit(work, Entry("payment", "1", "paid", "credit", 1), "EUR")
        with pytest.raises(Conflict, match="other_currency"):
            await service.assign(work, foreign.id, None, None)
        with pytest.raises(Invalid):
            await service.assign(work, sale.id, work.now - timedelta(days=1), None)
        assert [one.name for one in await service.lists(work.session, None, 2)] == [
            "Madagascar",
            "Next",
        ]
        assert len(await service.lists(work.session, cost.id, 2)) == 0
    async with make_work(tenant_id) as work:
        tariff = await service.tariff_of(work.session, tenant_id, work.now)
        assert tariff is not None
        assert tariff.micros("+262692123456") == 50_000
        assert tariff.until == later
        current = await service.list_at(work.session, tenant_id, later)
        assert current is not None
        assert current.name == "Next"


async def test_nothing_is_charged_where_nobody_gave_a_list(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        assert await service.tariff_of(work.session, tenant_id, work.now) is None
        assert await service.list_at(work.session, tenant_id, work.now) is None
