"""Entry points found by what peers call them: one asks for all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.directory import BELIEVED, Directory
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import TenantId
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.scene import Shop, open_shop


async def _active(tenant_id: TenantId) -> bool:
    return bool(tenant_id)


class Gate:
    """Lets look-ups into the database, one breath later, and counts them."""

    def __init__(self, system_db: SystemDatabase) -> None:
        self._db = system_db
        self.lookups = 0
        self.fault: Exception | None = None

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AsyncSession]:
        self.lookups += 1
        await asyncio.sleep(0)
        if self.fault is not None:
            raise self.fault
        async with self._db.transaction() as session:
            yield session


@pytest.fixture
def gate(system_db: SystemDatabase) -> Gate:
    return Gate(system_db)


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


@pytest.fixture
def directory(gate: Gate, shop: Shop, clock: ManualClock) -> Directory:
    return Directory(gate, shop.registry, clock, _active)


async def test_one_look_up_serves_all_who_ask_at_once_and_for_five_seconds(
    gate: Gate, directory: Directory, shop: Shop, clock: ManualClock
) -> None:
    asked = (directory.by_site_key("webchat", shop.door.site_key) for _ in range(50))
    assert {door and door.id for door in await asyncio.gather(*asked)} == {shop.door.id}
    await directory.by_site_key("webchat", shop.door.site_key)
    assert gate.lookups == 1
    clock.advance(BELIEVED + timedelta(seconds=1))
    await directory.by_site_key("webchat", shop.door.site_key)
    assert gate.lookups == 2


async def test_a_fault_is_told_to_all_who_asked_and_the_next_asks_again(
    gate: Gate, directory: Directory, shop: Shop
) -> None:
    gate.fault = ConnectionError("the database is away")
    asked = (directory.by_site_key("webchat", shop.door.site_key) for _ in range(3))
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert told == [gate.fault] * 3
    assert gate.lookups == 1
    gate.fault = None
    assert await directory.by_site_key("webchat", shop.door.site_key) is not None


async def test_who_goes_away_while_asking_leaves_the_others_their_answer(
    gate: Gate, directory: Directory, shop: Shop
) -> None:
    first, second = (
        asyncio.create_task(directory.by_site_key("webchat", shop.door.site_key)) for _ in range(2)
    )
    await asyncio.sleep(0)
    first.cancel()
    door = await second
    assert door is not None
    assert (gate.lookups, first.cancelled()) == (2, True)
