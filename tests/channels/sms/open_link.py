"""A link open between a depot in memory and the simulated carrier."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from guichet.channels.sms.links.smpp.settings import SmppSettings
from guichet.kit.clock import SystemClock
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.scenario import read
from tests.channels.sms.depot import Kept, MemoryDepot, kept_open
from tests.waiting import eventually

QUICK = "[receipts]\ndelay = 0.0\n"


def settings(port: int, **more: Any) -> SmppSettings:
    """A route to a carrier on this machine."""
    plain = {"host": "127.0.0.1", "port": port, "system_id": "guichet"}
    return SmppSettings.model_validate({**plain, **more})


@asynccontextmanager
async def scene(
    scenario: str = QUICK, **more: Any
) -> AsyncIterator[tuple[Carrier, MemoryDepot, Kept]]:
    """A carrier, a depot, and a link open between them."""
    carrier, depot = Carrier(read(scenario), SystemClock()), MemoryDepot()
    async with (
        listening(carrier, "127.0.0.1", 0) as port,
        kept_open(depot, settings(port, **more)) as kept,
    ):
        await eventually(lambda: carrier.counters.binds >= 1)
        yield carrier, depot, kept
