"""The months of the event log.

Each month is a partition by range of the event's id, which names the instant it was made at.
Months are made at start and ahead by a job. An event of a month nobody made falls into the
default partition, so that a wrong clock never stops the business; making the month moves it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.ids import lowest_id_at

AHEAD = 3
"""How many months after the present one exist already."""
MAKE_MONTH = text("SELECT make_event_log_month(:partition, :first_id, :below_id)")


def months(first: datetime, last: datetime) -> Iterator[datetime]:
    """The first instants (UTC) of the months from that of ``first`` to that of ``last``."""
    month = _begin(first)
    while month <= last.astimezone(UTC):
        yield month
        month = next_month(month)


def next_month(instant: datetime) -> datetime:
    """The first instant (UTC) of the month after that of ``instant``."""
    month = _begin(instant)
    years, months = divmod(month.month, 12)
    return month.replace(year=month.year + years, month=months + 1)


def months_ahead(now: datetime) -> list[datetime]:
    """The months that must exist at ``now``: the present one and those ahead."""
    last = now
    for _ in range(AHEAD):
        last = next_month(last)
    return list(months(now, last))


def parameters(month: datetime) -> dict[str, object]:
    """What ``MAKE_MONTH`` needs for one month."""
    return {
        "partition": f"event_log_{month:%Y_%m}",
        "first_id": lowest_id_at(month),
        "below_id": lowest_id_at(next_month(month)),
    }


async def make_months(session: AsyncSession, first: datetime, last: datetime) -> int:
    """Make the missing months from that of ``first`` to that of ``last`` under the system role:
    before seeding history, say. Gives how many were made. Safe to repeat.

    :raises sqlalchemy.exc.DBAPIError: the log could not be locked within 2 s
    """
    made = [await session.scalar(MAKE_MONTH, parameters(month)) for month in months(first, last)]
    return sum(bool(one) for one in made)


def _begin(instant: datetime) -> datetime:
    month = instant.astimezone(UTC)
    return month.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
