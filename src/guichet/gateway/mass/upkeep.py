"""What mass sending needs round by round, under the system role."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.mass import reporting, repository
from guichet.gateway.mass.months import make_months
from guichet.kit.events.partitions import months_ahead

PARKED_FOR: Final = timedelta(hours=72)
"""How long a receipt waits for an answer that names its id."""


async def keep(session: AsyncSession, now: datetime) -> None:
    """Make the months that are due ahead; drop parked receipts and reports whose time is over."""
    ahead = months_ahead(now)
    await make_months(session, ahead[0], ahead[-1])
    await repository.forget_parked(session, now - PARKED_FOR)
    await reporting.forget_old(session, now)
