"""The demo's carrier, there for a test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from guichet.accounts.tenants import service as tenants
from guichet.accounts.works import SystemWorks
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.processes.demo import COMPANIES, SHOP
from guichet.processes.demo_carrier.running import DemoCarrier
from tests.waiting import eventually


async def shop(ground: Ground) -> TenantId:
    """The demo company, new."""
    async with SystemWorks(ground.system_db, ground.clock, ground.ids)() as work:
        return (await tenants.create(work, SHOP, COMPANIES[SHOP])).id


@asynccontextmanager
async def there(demo: DemoCarrier) -> AsyncIterator[None]:
    """While the block lasts."""
    task = asyncio.create_task(demo.run())
    try:
        await eventually(lambda: demo.carrier is not None or task.done())
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
