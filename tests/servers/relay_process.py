"""A relay in a process of its own, to be killed: ``python -m tests.servers.relay_process
SYSTEM_URL NATS_URL``. Says ``ready`` once it runs.
"""

import asyncio
import sys

import structlog

from guichet.kit.bus import Bus
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import database_url
from guichet.kit.events.relay import Relay
from guichet.kit.ids import IdMaker


async def main(system_url: str, nats_url: str) -> None:
    """Relay until killed."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    bus = Bus(nats_url)
    relay = Relay(database_url(system_url), bus, IdMaker(SystemClock()))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bus.run())
        tasks.create_task(relay.run())
        sys.stdout.write("ready\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
