"""Sign-ups that are over are forgotten."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.signups import repository

STILL: Final = timedelta(days=1)
"""How long one stays after it expired: how often an address was asked is counted over a day."""
AT_ONCE: Final = 2_000


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """Some of them go, the oldest first; gives how many. Under the system role."""
    return await repository.forget_old(session, now - STILL, AT_ONCE)
