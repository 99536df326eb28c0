"""What a process that carries knows of routes, read from the database."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.carriers import repository, service
from guichet.gateway.carriers.choosing import Needs
from guichet.gateway.carriers.standing import Standing, needs_of
from guichet.gateway.carriers.tally import Tally
from guichet.gateway.carriers.types import Rule, Share
from guichet.gateway.mass.contract import CarrierReceipt, Parcel, PartSent
from guichet.kit.cipher import Cipher
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import TenantId
from guichet.prices import service as prices
from guichet.prices.types import PriceRow
from tests.gateway.carriers.lines import Rig, rig


def text_to(number: str, sender: str | None = None, text: str = "Bonjour") -> Parcel:
    parcel = UUID(int=1)
    return Parcel(parcel, number, sender, text, "otp", "auto", flash=False, expires_at=None)


@pytest.fixture
def carriers(system_db: SystemDatabase, clock: ManualClock) -> Rig:
    return rig(system_db, Cipher("k" * 32), clock)


async def test_rules_costs_quotas_and_isolation_count_once_they_are_read(carriers: Rig) -> None:
    shop = TenantId(carriers.ids.new())
    cheap = await carriers.route("cheap", day_quota=10)
    async with carriers.work() as work:
        costs = await prices.create_list(work, "cost", "Océan", "EUR")
        await prices.add_rows(work, costs.id, [PriceRow("262", work.now, 45_600)], "Opal")
    dear = await carriers.route("dear", cost_list_id=costs.id)
    standing = Standing()

    async def chosen(number: str) -> list[str]:
        async with carriers.work() as work:
            await standing.refresh(work.session, carriers.clock.now())
        names = {cheap.id: "cheap", dear.id: "dear"}
        return [names[one] for one in standing.choose(shop, text_to(number)).routes]

    assert await chosen("+262692123456") == ["dear", "cheap"]  # its price is known
    assert await chosen("+33612345678") == ["cheap"]  # the other one has no price there
    async with carriers.work() as work:
        shares = (Share(cheap.id), Share(dear.id))
        rule = Rule(work.ids.new(), 1, 1, shop, "otp", ("262",), "order", shares)
        await service.put_rules(work, [rule])
        assert await service.rules(work.session) == [rule]
    assert await chosen("+262692123456") == ["cheap", "dear"]
    await _hand_over(carriers, cheap.id, 10)
    assert await chosen("+262692123456") == ["dear", "cheap"]  # its day is used up
    async with carriers.work() as work:
        await service.isolate(work, dear.id, "no receipts")
    assert await chosen("+262692123456") == ["cheap", "dear"]


async def _hand_over(carriers: Rig, route_id: object, parts: int) -> None:
    tally, now = Tally(), carriers.clock.now()
    told = [PartSent(carriers.ids.new(), 1, 1, f"id{place}") for place in range(parts)]
    async with carriers.work() as work:
        (route,) = [one for one in await service.routes(work.session) if one.id == route_id]
        tally.took(route.id, told, now)
        await _count(work.session, tally, carriers)
        tally.heard(route.id, [CarrierReceipt("id1", "delivered")], now)
        tally.heard(route.id, [CarrierReceipt("id2", "expired")], now)
        await _count(work.session, tally, carriers)
        (passed,) = await service.passed(work.session, route.id, now - timedelta(minutes=1))
    assert (passed.handed, passed.delivered, passed.undelivered) == (parts, 1, 1)


async def _count(session: AsyncSession, tally: Tally, carriers: Rig) -> None:
    await repository.count(session, tally.empty(carriers.clock.now()))


@pytest.mark.parametrize(
    ("sender", "text", "needs"),
    [
        (None, "Bonjour", Needs()),
        ("BOUTIQUE", "Bonjour", Needs(named=True)),
        ("38100", "Bonjour", Needs(answerable=True)),
        ("+262692000000", "x" * 160, Needs(answerable=True)),
        (None, "x" * 161, Needs(long=True)),
        (None, "ê" * 70, Needs()),
        (None, "ê" * 71, Needs(long=True)),
        (None, "x" * 5_000, Needs(long=True)),
    ],
    ids=[
        "nothing special",
        "a name",
        "a short code",
        "a number, and a text that just fits",
        "a text that just does not fit",
        "letters that need more room, few",
        "letters that need more room, one too many",
        "a text nobody takes",
    ],
)
def test_what_a_message_needs_of_a_route(sender: str | None, text: str, needs: Needs) -> None:
    assert needs_of(text_to("+33612345678", sender, text), counted=True) == needs


def test_parts_are_counted_only_where_that_matters() -> None:
    assert needs_of(text_to("+33612345678", None, "x" * 500), counted=False) == Needs()
