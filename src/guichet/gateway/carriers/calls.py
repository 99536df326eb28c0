"""Carriers that call by themselves, over HTTP: what they tell is kept by whichever process they
reach, as if a link of that process had heard it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from guichet.gateway.carriers import repository
from guichet.gateway.carriers.kinds import LinkKinds
from guichet.gateway.carriers.tally import Tally
from guichet.gateway.contract import ChannelSettings
from guichet.gateway.mass.contract import CarrierReceipt, MobileOriginated, RouteDoor
from guichet.gateway.mass.depot import RouteDepot, Store
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.tasks import TaskGroup

BELIEVED: Final = timedelta(seconds=5)
MOST_REMEMBERED: Final = 1_000
TELL: Final = timedelta(seconds=2)

log = structlog.get_logger(__name__)


class CarrierCalls:
    """Fulfils ``mass.contract.CallsPort``. ``run`` is a part of the process: nothing is kept
    without it.
    """

    def __init__(self, store: Store, kinds: LinkKinds) -> None:
        self._store = store
        self._kinds = kinds
        self._tally = Tally()
        self._known: OrderedDict[UUID, tuple[datetime, RouteDoor[ChannelSettings] | None]] = (
            OrderedDict()
        )

    async def route(self, route_id: UUID) -> RouteDoor[ChannelSettings] | None:
        held = self._known.get(route_id)
        now = self._store.clock.now()
        if held is not None and now < held[0]:
            return held[1]
        async with self._store.across() as session:
            found = await repository.route(session, route_id)
        door = self._kinds.door(found) if found is not None else None
        self._known[route_id] = (now + BELIEVED, door)
        self._known.move_to_end(route_id)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return door

    async def receipts(self, route_id: UUID, several: Sequence[CarrierReceipt]) -> None:
        await RouteDepot(self._store, route_id).receipts(several)
        self._tally.heard(route_id, several, self._store.clock.now())

    async def inbound(self, route_id: UUID, several: Sequence[MobileOriginated]) -> None:
        await self._store.take_in(route_id, several)

    async def run(self) -> None:
        """Write what is told until cancelled."""
        async with TaskGroup() as group:
            group.create_task(self._store.writer.run(), name="writer of calls")
            while True:
                await asyncio.sleep(TELL.total_seconds())
                await self._count()

    async def _count(self) -> None:
        minutes = self._tally.empty(self._store.clock.now())
        if not minutes:
            return
        try:
            async with self._store.across() as session:
                await repository.count(session, minutes)
        except DATABASE_FAULTS as fault:
            self._tally.again(minutes)
            log.warning("carriers.calls_not_counted", error=str(fault))
