"""What the platform's screens get from the rooms above accounts and from the engines, and the
background parts of accounts in the web role.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from guichet.accounts.api_keys.uses import KeyUses
from guichet.accounts.platform.conditions import Engine
from guichet.accounts.platform.ports import Ports
from guichet.files.service import count_storage
from guichet.gateway.entry_points.service import count_tags
from guichet.kit.bus import Bus
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Unavailable
from guichet.kit.ground import Ground

_WRITTEN_EVERY: Final = timedelta(minutes=1)
_PATIENCE: Final = 2
"""Seconds NATS has to answer."""


def ports(ground: Ground, bus: Bus) -> Ports:
    """Everything handed in to the platform's screens."""
    embedded = ground.settings.nats_url is None
    return Ports(counters=[count_tags, count_storage], probes=[lambda: probe_nats(bus, embedded)])


async def probe_nats(bus: Bus, embedded: bool) -> Engine:
    """How NATS does, by one round trip."""
    try:
        begun = time.perf_counter()
        await bus.client.flush(_PATIENCE)
        latency = round((time.perf_counter() - begun) * 1000, 2)
        told = bus.client.connected_server_version
    except Unavailable:
        return Engine("nats", None, embedded, "down", None, "not connected")
    except Exception as fault:  # noqa: BLE001 - whatever it is, "down" is the answer
        return Engine("nats", None, embedded, "down", None, type(fault).__name__)
    version = f"{told.major}.{told.minor}.{told.patch}"
    return Engine("nats", version, embedded, "ok", latency)


def write_uses(uses: KeyUses, system_db: SystemDatabase) -> Callable[[], Awaitable[None]]:
    """A part that writes the uses of API keys once a minute, and once more at the end."""

    async def run() -> None:
        try:
            while True:
                await asyncio.sleep(_WRITTEN_EVERY.total_seconds())
                await uses.write(system_db)
        finally:
            await uses.write(system_db)

    return run
