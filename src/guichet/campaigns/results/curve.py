"""What happened when: how many of a campaign left, arrived, answered, clicked and opted out in
each minute. Pure: what a change brings is the difference of two rows, as with the sums.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from guichet.campaigns.results.counts import Row

Step = Literal["minute", "hour", "day"]
Happened = Literal["sent", "delivered", "replied", "clicked", "opted_out"]
HAPPENED: Final[tuple[Happened, ...]] = ("sent", "delivered", "replied", "clicked", "opted_out")
MOST_POINTS: Final = 1_500
"""Of one curve; with more the steps get wider."""
_FINE: Final = 120
"""Steps a curve is shown in where nobody asks for others."""
_WIDTH: Final[Mapping[Step, timedelta]] = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}

Minutes = Mapping[datetime, Mapping[Happened, int]]


@dataclass(frozen=True, slots=True)
class Point:
    """How much happened from an instant on, for one step."""

    at: datetime
    sent: int
    delivered: int
    replied: int
    clicked: int
    opted_out: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Steps in which anything happened, in their order."""

    by: Step
    points: tuple[Point, ...]


def grown(before: Iterable[Row], after: Iterable[Row]) -> Minutes:
    """What is to be added to each minute once these rows are replaced."""
    found: dict[datetime, dict[Happened, int]] = defaultdict(lambda: defaultdict(int))
    for rows, sign in ((after, 1), (before, -1)):
        for row in rows:
            for what, at in happened(row):
                found[at.replace(second=0, microsecond=0)][what] += sign
    told = {
        at: {what: count for what, count in counts.items() if count}
        for at, counts in sorted(found.items())
    }
    return {at: counts for at, counts in told.items() if counts}


def happened(row: Row) -> list[tuple[Happened, datetime]]:
    """What one recipient adds, and when."""
    arrived = row.ended_at if row.state == "delivered" else None
    whole: tuple[tuple[Happened, datetime | None], ...] = (
        ("sent", row.left_at),
        ("delivered", arrived),
        ("replied", row.replied_at),
        ("clicked", row.clicked_at),
        ("opted_out", row.opted_out_at),
    )
    return [(what, at) for what, at in whole if at is not None]


def step_for(first: datetime, last: datetime, asked: Step | None = None) -> Step:
    """How wide the steps from ``first`` to ``last`` are: as asked, if it is not too many; else as
    fine as can be shown.
    """
    span, most = last - first, MOST_POINTS if asked else _FINE
    finest = _WIDTH[asked or "minute"]
    fitting: list[Step] = [
        step for step, width in _WIDTH.items() if width >= finest and span / width <= most
    ]
    return fitting[0] if fitting else "day"
