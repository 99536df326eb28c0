"""Finds entry points across tenants, for peers that come by themselves and for senders.

What it found is believed for a few seconds: a site's tag is asked for at every page view. When
those are over, one asks again and all others who want to know wait for the answer: otherwise
hundreds of visitors who speak at once would take all connections to the database.
"""

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from guichet.gateway.across import AcrossTenants
from guichet.gateway.contract import AnyDoor
from guichet.gateway.entry_points import finder
from guichet.gateway.entry_points.doors import door_of
from guichet.gateway.registry import Registry
from guichet.kit.clock import Clock
from guichet.kit.ids import TenantId

BELIEVED = timedelta(seconds=5)
MOST_REMEMBERED = 10_000


class TenantIsActive(Protocol):
    """A port: whether a tenant may be reached. Handed in by ``processes``."""

    async def __call__(self, tenant_id: TenantId) -> bool: ...


class Directory:
    """All entry points of all tenants, by what peers call them."""

    def __init__(
        self,
        across: AcrossTenants,
        registry: Registry,
        clock: Clock,
        tenant_is_active: TenantIsActive,
    ) -> None:
        self._across = across
        self._registry = registry
        self._clock = clock
        self._tenant_is_active = tenant_is_active
        self._known: OrderedDict[tuple[str, str], tuple[datetime, AnyDoor | None]] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Future[None]] = {}

    async def by_site_key(self, kind: str, site_key: str) -> AnyDoor | None:
        """The enabled entry point of an active tenant, at most five seconds old."""
        key = (kind, site_key)
        while True:
            held = self._known.get(key)
            if held and self._clock.now() < held[0]:
                return held[1]
            asking = self._asking.get(key)
            if asking is None:
                return await self._ask(key)
            await asyncio.wait([asking])
            if fault := asking.exception():
                raise fault

    async def _ask(self, key: tuple[str, str]) -> AnyDoor | None:
        """For all who want to know. When who asks goes away, the next one asks."""
        asking = self._asking[key] = asyncio.get_running_loop().create_future()
        try:
            door = await self._look_up(*key)
        except Exception as fault:
            asking.set_exception(fault)
            asking.exception()  # perhaps nobody else wanted to know
            raise
        else:
            self._remember(key, door)
            return door
        finally:
            del self._asking[key]
            if not asking.done():
                asking.set_result(None)

    async def by_id(self, tenant_id: TenantId, entry_point_id: UUID) -> AnyDoor | None:
        """The entry point, also a removed one; none if its channel is gone."""
        async with self._across() as session:
            found = await finder.by_id(session, tenant_id, entry_point_id)
        return door_of(found, self._registry)

    async def connecting(self, kinds: tuple[str, ...]) -> list[AnyDoor]:
        """The enabled entry points of ``kinds``."""
        async with self._across() as session:
            found = await finder.of_kinds(session, kinds)
        return [door for one in found if (door := door_of(one, self._registry))]

    async def _look_up(self, kind: str, site_key: str) -> AnyDoor | None:
        async with self._across() as session:
            found = await finder.by_site_key(session, kind, site_key)
        if found is None or not await self._tenant_is_active(found.tenant_id):
            return None
        return door_of(found, self._registry)

    def _remember(self, key: tuple[str, str], door: AnyDoor | None) -> None:
        self._known[key] = (self._clock.now() + BELIEVED, door)
        self._known.move_to_end(key)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
