"""The depot of one bind: a route's depot that carries only while its link is open and its route is
not isolated, and counts what passes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from guichet.gateway.carriers.pulses import UP
from guichet.gateway.carriers.tally import Tally
from guichet.gateway.mass.contract import (
    CarrierReceipt,
    LinkHealth,
    MobileOriginated,
    Parcel,
    PartSent,
)
from guichet.gateway.mass.depot import RouteDepot, Store
from guichet.kit.db.faults import DATABASE_FAULTS

AGAIN: Final = timedelta(milliseconds=500)
"""How soon it is tried again to keep what a carrier told."""
LONG: Final = timedelta(seconds=1)
"""A pause after which nothing is kept ready for a route while another one is free."""


log = structlog.get_logger(__name__)


class BindDepot(RouteDepot):
    """What the link of one bind takes from and tells to."""

    def __init__(self, store: Store, route_id: UUID, tally: Tally, *, held_back: bool) -> None:
        super().__init__(store, route_id)
        self._tally = tally
        self._open = False
        self._held_back = held_back
        self._carries = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def carries(self) -> bool:
        """Whether anything goes by it now."""
        return self._carries.is_set()

    def take(self, limit: int) -> Sequence[Parcel]:
        """See ``mass.contract.Depot``; nothing while it does not carry."""
        if not self.carries:
            return ()
        taken = super().take(limit)
        if self._out:
            self._empty.clear()
        return taken

    async def wait(self) -> None:
        """See ``mass.contract.Depot``; not before it carries and what was told is being written."""
        await self._carries.wait()
        while self._store.writer.full:
            await self._store.writer.written()
        await super().wait()

    def sent(self, several: Sequence[PartSent]) -> None:
        """See ``mass.contract.Depot``."""
        super().sent(several)
        self._tally.took(self._route_id, several, self._store.clock.now())
        self._tell_empty()

    def give_back(self, several: Sequence[UUID], after: timedelta | None = None) -> None:
        """See ``mass.contract.Depot``."""
        super().give_back(several, after)
        self._tell_empty()

    def pass_on(self, several: Collection[UUID]) -> Collection[UUID]:
        """See ``mass.contract.Depot``."""
        gone = super().pass_on(several)
        self._tell_empty()
        return gone

    async def receipts(self, several: Sequence[CarrierReceipt]) -> None:
        """See ``mass.contract.Depot``: however long the database is away."""
        await _surely(lambda: RouteDepot.receipts(self, several))
        self._tally.heard(self._route_id, several, self._store.clock.now())

    async def inbound(self, several: Sequence[MobileOriginated]) -> None:
        """See ``mass.contract.Depot``: however long the database is away."""
        await _surely(lambda: RouteDepot.inbound(self, several))

    def health(self, health: LinkHealth) -> None:
        """See ``mass.contract.Depot``."""
        before = self.now_known
        super().health(health)
        self._open = health.state in UP
        slower = before is not None and health.throttled > before.throttled
        if slower or health.state == "waiting":
            keep = 0 if health.pause > LONG else health.window
            self._store.shelves.spill(self._route_id, keep)
        elif self._open:
            self._store.shelves.eased(self._route_id)
        self._judge()

    def hold_back(self, held_back: bool) -> None:
        """Whether nothing may go by this route for now."""
        self._held_back = held_back
        self._judge()

    def closed(self) -> None:
        """The link ended; what lies ready goes another way at once."""
        self._open = False
        self._judge()
        super().closed()
        self._tell_empty()

    async def emptied(self) -> None:
        """Until the carrier answered for everything that was taken."""
        await self._empty.wait()

    def _judge(self) -> None:
        carries = self._open and not self._held_back
        if carries == self.carries:
            return
        if carries:
            self._carries.set()
            self._store.shelves.opened(self._route_id)
        else:
            self._carries.clear()
            self._store.shelves.closed(self._route_id)

    def _tell_empty(self) -> None:
        if not self._out:
            self._empty.set()


async def _surely(keep: Callable[[], Awaitable[None]]) -> None:
    """A link must not end because the database is away: what it has under way would go again."""
    while True:
        try:
            return await keep()
        except DATABASE_FAULTS as fault:
            log.warning("carriers.not_kept", error=str(fault))
            await asyncio.sleep(AGAIN.total_seconds())
