"""Holds the first offers of a new company until somebody of the platform looked at them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.tenants import service as tenants
from guichet.gateway.mass import repository
from guichet.gateway.mass.repository import LeasedChunk
from guichet.gateway.mass.reviews import service
from guichet.gateway.mass.reviews.types import Review, Sample
from guichet.gateway.mass.stays import Stay
from guichet.gateway.mass.types import Wording
from guichet.kit.clock import Clock
from guichet.kit.ids import IdMaker, TenantId, lowest_id_at
from guichet.kit.work import SYSTEM, Work
from guichet.policies.presets import first_offers
from guichet.usage import service as usage

ASK_AGAIN: Final = timedelta(minutes=10)
"""When it is asked again at the latest; a decision wakes what waits at once."""
BELIEVED: Final = timedelta(seconds=10)
MOST: Final = 5_000
_LOWEST: Final = UUID(int=0)


class Gate:
    """One for a process that feeds links."""

    def __init__(self, clock: Clock, ids: IdMaker) -> None:
        self._clock = clock
        self._ids = ids
        self._free: dict[TenantId, datetime] = {}
        """Tenants nobody has to look at, and until when that is believed."""

    async def stay(
        self, session: AsyncSession, chunk: LeasedChunk, offers: Sequence[Wording], now: datetime
    ) -> Stay | None:
        """Why the offers of ``chunk`` (one wording each) do not go now; none if they may."""
        tenant = chunk.tenant_id
        if not offers or self._free.get(tenant, now) > now:
            return None
        known = await service.latest(session, tenant)
        if (known and known.state == "approved") or not await _is_sold_to(session, tenant):
            self._let_go(tenant, now)
            return None
        if known and known.decided_at and chunk.id < lowest_id_at(known.decided_at):
            return Stay("denied", "review_refused", {"reason": known.reason or ""})
        if not await self._is_much(session, chunk, known):
            return None
        work = Work(session, tenant, self._clock, self._ids, SYSTEM)
        review = await _joined(work, chunk, offers, known)
        expected = review.expected_at.astimezone(await _zone(work))
        until = min(max(review.expected_at, now + timedelta(seconds=1)), now + ASK_AGAIN)
        detail: dict[str, str | int] = {
            "expected": f"{expected:%Y-%m-%d %H:%M}",
            "version": first_offers().version,
        }
        return Stay("held", "first_campaign", detail, until)

    def _let_go(self, tenant: TenantId, now: datetime) -> None:
        if len(self._free) >= MOST:
            self._free.clear()
        self._free[tenant] = now + BELIEVED

    async def _is_much(
        self, session: AsyncSession, chunk: LeasedChunk, known: Review | None
    ) -> bool:
        """Whether with this chunk more people are written to than may be before a look."""
        since = lowest_id_at(known.decided_at) if known and known.decided_at else _LOWEST
        most = first_offers().recipients
        upto = await repository.offers_between(session, chunk.tenant_id, since, chunk.id, most + 1)
        return upto > most


async def _joined(
    work: Work, chunk: LeasedChunk, offers: Sequence[Wording], known: Review | None
) -> Review:
    """A chunk is counted when it comes first."""
    if known is not None and known.state == "waiting" and chunk.lease > 1:
        return known
    samples = list(dict.fromkeys(Sample(one.text, one.sender) for one in offers))
    return await service.join(work, samples, len(offers))


async def _zone(work: Work) -> ZoneInfo:
    return ZoneInfo((await tenants.get(work, work.tenant_id)).settings.zone)


async def _is_sold_to(session: AsyncSession, tenant: TenantId) -> bool:
    """Where nobody decided what a company may use, who runs Guichet writes for themselves."""
    account = await usage.account(session, tenant)
    return account is not None and account.version > 0
