"""What pages tell of invitations is kept once, and counted by group."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from guichet.accounts.rights import Role
from guichet.gateway.types import FactKind, InvitationFact
from guichet.insight.invitations import service
from guichet.insight.invitations.book import InvitationBook
from guichet.insight.invitations.types import Group, InvitationFigures, Span
from guichet.kit.clock import ManualClock
from guichet.kit.errors import Invalid
from guichet.kit.ground import Ground
from guichet.kit.work import UnitOfWork
from guichet.processes.jobs import forget_old_invitations
from tests.conftest import MORNING, MakeTenant, MakeWork
from tests.crm.scene import browser
from tests.gateway.scene import Shop, open_shop

ALWAYS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


@pytest.fixture
def book(ground: Ground) -> InvitationBook:
    return InvitationBook(UnitOfWork(ground.request_db, ground.clock, ground.ids))


def fact(kind: FactKind, unit: str = "unit-0001", *, kept: bool = True) -> InvitationFact:
    return InvitationFact(kind, unit, kept, "cart")


def purchase(number: str, unit: str = "unit-0001") -> InvitationFact:
    return InvitationFact("purchase", unit, True, None, number, 5_800, "EUR")


async def figures(make_work: MakeWork, shop: Shop) -> list[InvitationFigures]:
    async with make_work(shop.tenant_id) as work:
        return list(await service.figures(work, Span(shop.door.id, *ALWAYS)))


async def test_each_group_counts_its_visitors_and_what_they_bought(
    make_work: MakeWork, shop: Shop, book: InvitationBook
) -> None:
    await book.note(shop.door, [fact("shown"), fact("accepted"), purchase("1"), purchase("2")])
    await book.note(shop.door, [fact("shown", "unit-0002"), fact("dismissed", "unit-0002")])
    await book.note(shop.door, [fact("withheld", "unit-0003"), purchase("3", "unit-0003")])
    await book.note(shop.door, [fact("withheld", "unit-0004")])
    assert await figures(make_work, shop) == [
        InvitationFigures("cart", 2, 1, 1, invited=Group(2, 1, 2), control=Group(2, 1, 1))
    ]


async def test_the_same_told_again_counts_once_also_at_once(
    make_work: MakeWork, shop: Shop, book: InvitationBook
) -> None:
    told = [fact("shown"), fact("accepted"), fact("dismissed"), purchase("1")]
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(book.note(shop.door, told))
    await book.note(shop.door, told)
    assert await figures(make_work, shop) == [
        InvitationFigures("cart", 1, 1, 1, invited=Group(1, 1, 1), control=Group())
    ]


async def test_the_first_lot_of_a_visitor_decides(
    make_work: MakeWork, shop: Shop, book: InvitationBook
) -> None:
    await book.note(shop.door, [fact("withheld"), fact("shown"), fact("accepted")])
    assert await figures(make_work, shop) == [
        InvitationFigures("cart", 0, 0, 0, invited=Group(), control=Group(1))
    ]


async def test_who_is_known_on_one_page_only_is_shown_but_never_compared(
    make_work: MakeWork, shop: Shop, book: InvitationBook
) -> None:
    await book.note(shop.door, [fact("shown", kept=False), fact("accepted"), purchase("1")])
    assert await figures(make_work, shop) == [
        InvitationFigures("cart", 1, 1, 0, invited=Group(), control=Group())
    ]


async def test_a_purchase_counts_for_seven_days_and_only_for_whom_a_rule_held(
    make_work: MakeWork, shop: Shop, book: InvitationBook, clock: ManualClock
) -> None:
    await book.note(shop.door, [purchase("0"), fact("shown"), purchase("1", "unit-0009")])
    clock.advance(timedelta(days=7, seconds=1))
    await book.note(shop.door, [purchase("2")])
    (found,) = await figures(make_work, shop)
    assert found.invited == Group(1)


async def test_purchases_of_one_visitor_have_an_end(
    make_work: MakeWork, shop: Shop, book: InvitationBook
) -> None:
    await book.note(shop.door, [fact("shown"), *(purchase(str(one)) for one in range(60))])
    (found,) = await figures(make_work, shop)
    assert found.invited == Group(1, 1, service.MOST_PURCHASES)


async def test_what_is_older_than_thirteen_months_is_forgotten(
    make_work: MakeWork, shop: Shop, book: InvitationBook, clock: ManualClock, ground: Ground
) -> None:
    await book.note(shop.door, [fact("shown"), purchase("1")])
    clock.advance(service.KEPT_FOR - timedelta(seconds=1))
    await forget_old_invitations.run(ground)
    assert len(await figures(make_work, shop)) == 1
    clock.advance(timedelta(seconds=2))
    await forget_old_invitations.run(ground)
    assert await figures(make_work, shop) == []


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        (MORNING, MORNING, "until"),
        (MORNING, MORNING + service.LONGEST_SPAN + timedelta(seconds=1), "since"),
    ],
)
async def test_a_time_that_makes_no_sense_is_refused_by_name(
    make_work: MakeWork, shop: Shop, since: datetime, until: datetime, field: str
) -> None:
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Invalid) as refused:
            await service.figures(work, Span(shop.door.id, since, until))
    assert [fault.pointer for fault in refused.value.faults] == [field]


async def test_figures_are_read_over_http_by_who_sees_entry_points(
    ground: Ground, shop: Shop, book: InvitationBook
) -> None:
    told = [fact("shown", f"unit-a{number:03}") for number in range(100)]
    told += [fact("withheld", f"unit-b{number:03}") for number in range(100)]
    await book.note(shop.door, [*told, *(purchase("1", f"unit-a{one:03}") for one in range(30))])
    params = {"since": ALWAYS[0].isoformat(), "until": ALWAYS[1].isoformat()}
    async with browser(ground, shop.tenant_id, Role.SUPERVISOR) as http:
        path = f"/entry-points/{shop.door.id}/invitations"
        (shown,) = (await http.get(path, params=params)).json()["items"]
        unknown = f"/entry-points/{UUID(int=1)}/invitations"
        assert (await http.get(unknown, params=params)).status_code == 404
    assert shown["invited"] == {"visitors": 100, "buyers": 30, "purchases": 30, "conversion": 0.3}
    assert shown["control"]["conversion"] == 0
    assert shown["lift"]["difference"] == pytest.approx(0.3)
    assert 0.2 < shown["lift"]["low"] < 0.3 < shown["lift"]["high"] < 0.4
