"""A router in a process of its own, to be killed: ``python -m tests.servers.router_process
SYSTEM_URL REQUEST_URL NATS_URL NAME``. Says ``ready`` once it runs.
"""

import asyncio
import sys
from contextlib import AbstractAsyncContextManager

import structlog
from sqlalchemy.ext.asyncio import create_async_engine

from guichet.accounts.works import SystemWorks
from guichet.gateway.leases.service import Leases
from guichet.kit.bus import Bus
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import database_url
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.events.feed import EventFeed
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Work
from guichet.routing.runner import TERM, Means, RoutingRunner


async def main(system_url: str, request_url: str, nats_url: str, name: str) -> None:
    """Route until killed."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    bus, clock = Bus(nats_url), SystemClock()
    system_db = SystemDatabase(create_async_engine(database_url(system_url)), bus.nudge)
    request_db = RequestDatabase(create_async_engine(database_url(request_url)), bus.nudge)
    works = SystemWorks(system_db, clock, IdMaker(clock))
    feed = EventFeed(system_db, bus)

    def open_work(tenant_id: TenantId) -> AbstractAsyncContextManager[Work]:
        return works(SYSTEM, tenant_id)

    means = Means(
        feed=feed,
        bus=bus,
        leases=Leases(system_db.transaction, name, TERM),
        across=system_db.transaction,
        open_work=open_work,
        open_snapshot=request_db.snapshot,
        clock=clock,
        is_holiday=lambda _territory, _day: False,
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bus.run())
        tasks.create_task(feed.run())
        tasks.create_task(RoutingRunner(means).run())
        sys.stdout.write("ready\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
