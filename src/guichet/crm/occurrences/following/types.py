"""What is asked of the time after something, and what is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class After:
    """Which occurrences follow."""

    type: str
    within: timedelta
    """Of each person's own instant."""
    first: datetime
    last: datetime
    """The instants lie from the first to the last, both included."""
    currency: str
    """Amounts in others are not summed."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What happened."""

    people: int
    count: int
    amount: int
    """Whole minor units."""
