"""Makes the lists of campaigns that were sent to many people, and anew those of scheduled ones
whose time has come: one after the other in each process, beside the steps of those on their way.

Several processes share them: who makes a list is noted in the campaign.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from guichet.campaigns import repository
from guichet.campaigns.types import CampaignState
from guichet.gateway.across import AcrossTenants
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.errors import NotFound, Refusal
from guichet.kit.ids import TenantId

LOOK_AGAIN: Final = timedelta(milliseconds=300)
AT_ONCE: Final = 20
"""Campaigns looked after in one turn."""
BAD_LUCK: Final = timedelta(seconds=30)
"""When a list that failed is tried again: others are made meanwhile."""
WAITING: Final[frozenset[CampaignState]] = frozenset({"listing", "scheduled"})

_FAILS: Final[tuple[type[Exception], ...]] = (Refusal, *DATABASE_FAULTS)

Renew = Callable[[TenantId, UUID], Awaitable[None]]
"""Makes the list of a campaign, and lets it go; nothing where somebody else is making it."""

log = structlog.get_logger(__name__)


class CampaignLister:
    """One for a process of the role ``sms``."""

    def __init__(self, across: AcrossTenants, clock: Clock, renew: Renew) -> None:
        self._across = across
        self._clock = clock
        self._renew = renew
        self._put_off: dict[UUID, datetime] = {}

    async def run(self) -> None:
        """Until cancelled: a list that is half made then is thrown away by who takes over."""
        while True:
            try:
                await self.turn()
            except DATABASE_FAULTS as fault:
                log.warning("campaigns.database_away", error=str(fault))
            await asyncio.sleep(LOOK_AGAIN.total_seconds())

    async def turn(self) -> None:
        """Make the list of every campaign that waits for it."""
        now = self._clock.now()
        self._put_off = {one: until for one, until in self._put_off.items() if until > now}
        async with self._across() as session:
            due = await repository.due(session, now, WAITING, AT_ONCE)
        for tenant_id, campaign_id in due:
            if campaign_id not in self._put_off:
                await self._make(tenant_id, campaign_id)

    async def _make(self, tenant_id: TenantId, campaign_id: UUID) -> None:
        try:
            await self._renew(tenant_id, campaign_id)
        except NotFound:
            return
        except _FAILS as fault:
            log.warning("campaigns.list_failed", campaign=str(campaign_id), error=repr(fault))
            self._put_off[campaign_id] = self._clock.now() + BAD_LUCK
