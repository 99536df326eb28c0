"""The months of messages and outcomes, made ahead like those of the event log."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.mass import repository
from guichet.kit.events.partitions import months, next_month
from guichet.kit.ids import lowest_id_at


async def make_months(session: AsyncSession, first: datetime, last: datetime) -> int:
    """Make the missing months from that of ``first`` to that of ``last`` under the system role;
    gives how many partitions were made. Safe to repeat.

    :raises sqlalchemy.exc.DBAPIError: a table could not be locked within 2 s
    """
    made = 0
    for month in months(first, last):
        for parent, lowest, below in _bounds(month):
            name = f"{month:%Y_%m}"
            made += await repository.make_month(session, parent, name, lowest, below)
    return made


def _bounds(month: datetime) -> tuple[tuple[str, str, str], ...]:
    after = next_month(month)
    return (
        ("mass_message", str(lowest_id_at(month)), str(lowest_id_at(after))),
        ("mass_outcome", month.isoformat(), after.isoformat()),
    )
