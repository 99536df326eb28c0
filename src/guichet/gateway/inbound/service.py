"""Once and only once: whether a peer handed over the same thing before."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.inbound import repository
from guichet.gateway.inbound.types import FirstTime
from guichet.kit.work import Work

KEPT_FOR = timedelta(days=90)
"""A peer that hands over the same thing again does so within days."""
FORGOTTEN_AT_ONCE = 5_000


async def earlier(work: Work, entry_point_id: UUID, peer_id: str, becomes: UUID) -> UUID | None:
    """Remember that ``peer_id`` becomes the message ``becomes``; if it came before, give the
    message it became then and remember nothing. Two at once: the second waits for the first.
    """
    if await repository.claim(work, entry_point_id, peer_id, becomes):
        return None
    return await repository.became(work, entry_point_id, peer_id)


async def first_of(work: Work, several: Sequence[FirstTime]) -> Collection[UUID]:
    """As ``earlier`` for several at once: remembers those that came for the first time, and gives
    the messages they become.
    """
    return await repository.claim_all(work, several)


async def forget(work: Work, several: Sequence[FirstTime]) -> None:
    """They were remembered in this transaction, and come again in another."""
    await repository.release(work, several)


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """What came longer than ``KEPT_FOR`` ago is not known again, some of it; gives how many: ask
    again until none is left. Needs the system role.
    """
    return await repository.forget_old(session, now - KEPT_FOR, FORGOTTEN_AT_ONCE)
