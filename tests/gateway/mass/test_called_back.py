"""What is called back costs nothing, and its money is there at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from guichet.accounts.works import SystemWorks
from guichet.gateway.mass import campaigns, service
from guichet.gateway.mass.types import Order
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.usage import service as usage
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.mass.line import house, numbers, order, sold_to, takes
from tests.waiting import eventually

ROUTE = UUID(int=1)
PRICE = 50_000
PAID_IN = 1_000_000
TOMORROW = timedelta(days=1)
Money = Callable[[], Awaitable[tuple[int, int]]]
"""What was used, and what is reserved."""


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant, works: SystemWorks) -> TenantId:
    tenant_id = await make_tenant()
    await sold_to(works, tenant_id, price=PRICE, paid_in=PAID_IN)
    return tenant_id


@pytest.fixture
def money(system_db: SystemDatabase, tenant_id: TenantId) -> Money:
    async def asked() -> tuple[int, int]:
        async with system_db.transaction() as session:
            account = await usage.account(session, tenant_id)
        assert account is not None
        return account.settled, account.reserved

    return asked


def planned(tenant_id: TenantId, clock: ManualClock, count: int) -> Order:
    return replace(order(tenant_id, *numbers(count)), due_at=clock.now() + TOMORROW)


async def accepted(make_work: MakeWork, asked: Order) -> Sequence[UUID]:
    async with make_work(asked.tenant_id) as work:
        return (await service.send(work, asked)).message_ids


async def test_money_of_what_is_called_back_is_there_at_once_whenever_it_was_due(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    tenant_id: TenantId,
    make_work: MakeWork,
    money: Money,
) -> None:
    messages = await accepted(make_work, planned(tenant_id, clock, 3))
    assert await money() == (0, 3 * PRICE)
    for _ in range(2):
        async with make_work(tenant_id) as work:
            assert await service.cancel_several(work, messages[:2]) == messages[:2]
        assert await money() == (0, PRICE)
    clock.advance(TOMORROW)
    async with house(system_db, clock, ids, [ROUTE]) as one:
        line = one.line(ROUTE, takes())
        await eventually(lambda: len(line.taken) == 1)

        async def settled() -> bool:
            return await money() == (PRICE, 0)

        await eventually(settled)
    assert line.taken[0].id == messages[2]


async def test_two_who_call_the_same_back_give_its_money_back_once(
    clock: ManualClock, tenant_id: TenantId, make_work: MakeWork, money: Money
) -> None:
    messages = await accepted(make_work, planned(tenant_id, clock, 3))

    async def call_back() -> Sequence[UUID]:
        async with make_work(tenant_id) as work:
            return await service.cancel_several(work, messages[:1])

    told = await asyncio.gather(*(call_back() for _ in range(4)))
    assert told == [messages[:1]] * 4
    assert await money() == (0, 2 * PRICE)
    async with make_work(tenant_id) as work:
        life = (await service.get(work, messages[0])).life
    assert [one.kind for one in life] == ["cancelled"]


async def test_a_campaign_that_is_ended_gives_its_money_back_now_and_not_when_it_was_due(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    tenant_id: TenantId,
    make_work: MakeWork,
    money: Money,
) -> None:
    campaign = uuid4()
    asked = replace(planned(tenant_id, clock, 4), campaign_id=campaign)
    await accepted(make_work, asked)
    async with house(system_db, clock, ids, [ROUTE]) as one:
        line = one.line(ROUTE, takes())
        async with make_work(tenant_id) as work:
            assert await campaigns.cancel(work, campaign) == 4

        async def free() -> bool:
            return await money() == (0, 0)

        await eventually(free)
        assert not line.taken
