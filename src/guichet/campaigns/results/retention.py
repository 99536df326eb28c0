"""Who campaigns of long ago went to is forgotten; their sums stay."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.results import repository

KEPT: Final = timedelta(days=396)
"""Thirteen months after its end, so that the same weeks of two years can be compared."""
AT_ONCE: Final = 10_000
"""Rows deleted in one transaction, which stays far below a second."""


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """Delete some of the lists of a campaign that ended long ago: recipients, exclusions and what
    became of each; gives how many rows went, counting the campaign that is done with (system role).
    """
    one = await repository.oldest_over(session, now - KEPT)
    if one is None:
        return 0
    gone = await repository.forget_lists(session, one, AT_ONCE)
    if gone:
        return gone
    await repository.mark_forgotten(session, one, now)
    return 1
