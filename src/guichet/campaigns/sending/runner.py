"""Looks after campaigns on their way: one process at a time, each campaign in its turn.

The lease saves work; what keeps everybody from getting a text twice is the lock of the campaign and
its cursor: see :mod:`guichet.campaigns.sending.steps`.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from guichet.campaigns import repository
from guichet.campaigns.sending.steps import Means, step
from guichet.campaigns.types import CampaignState
from guichet.gateway.across import AcrossTenants
from guichet.gateway.leases.service import Leases, Token
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.errors import NotFound, Refusal
from guichet.kit.ids import TenantId
from guichet.kit.leading import Leading
from guichet.kit.work import SYSTEM, UnitOfWork

LEASE: Final = "campaigns"
LOOK_AGAIN: Final = timedelta(milliseconds=200)
AT_ONCE: Final = 50
"""Campaigns looked after in one turn."""
STEPS: Final[frozenset[CampaignState]] = frozenset({"leaving", "sending", "cancelled"})
"""Others wait for their list, which is made elsewhere: see ``lister``."""
_BAD_LUCK: Final = timedelta(seconds=30)
"""When a campaign that failed for no known reason has its next turn: others go on meanwhile."""

_FAILS: Final[tuple[type[Exception], ...]] = (Refusal, *DATABASE_FAULTS)

log = structlog.get_logger(__name__)


class CampaignRunner:
    """One for a process of the role ``sms``."""

    def __init__(
        self,
        across: AcrossTenants,
        open_work: UnitOfWork,
        clock: Clock,
        leases: Leases,
        *,
        means: Means,
    ) -> None:
        self._across = across
        self._open_work = open_work
        self._clock = clock
        self._leases = leases
        self._means = means
        self._put_off: dict[UUID, datetime] = {}

    async def run(self) -> None:
        """Until cancelled: whatever is half done then is not done."""
        await Leading(self._leases, LEASE).run(self._look_after)

    async def _look_after(self, _token: Token) -> None:
        while True:
            if not await self.turn():
                await asyncio.sleep(LOOK_AGAIN.total_seconds())

    async def turn(self) -> bool:
        """One step of every campaign that is due; whether one was."""
        now = self._clock.now()
        async with self._across() as session:
            due = await repository.due(session, now, STEPS, AT_ONCE)
        done = False
        for tenant_id, campaign_id in due:
            if not self._is_put_off(campaign_id):
                await self._step(tenant_id, campaign_id)
                done = True
        return done

    async def _step(self, tenant_id: TenantId, campaign_id: UUID) -> None:
        try:
            async with self._open_work(tenant_id, SYSTEM) as work:
                await step(work, campaign_id, self._means)
        except NotFound:
            return
        except _FAILS as fault:
            log.warning("campaigns.step_failed", campaign=str(campaign_id), error=repr(fault))
            self._put_off[campaign_id] = self._clock.now() + _BAD_LUCK

    def _is_put_off(self, campaign_id: UUID) -> bool:
        until = self._put_off.get(campaign_id)
        if until is None:
            return False
        if self._clock.now() >= until:
            del self._put_off[campaign_id]
            return False
        return True
