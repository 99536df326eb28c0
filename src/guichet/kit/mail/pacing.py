"""When a mail is tried again: pure."""

from datetime import datetime, timedelta
from typing import Final

_PAUSES: Final = (
    timedelta(seconds=10),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
)

GIVEN_UP: Final = timedelta(hours=48)
"""A mail older than this is not tried again: its link has expired, or nobody waits for it."""


def next_try(attempts: int, created_at: datetime, now: datetime) -> datetime | None:
    """When to try again after ``attempts`` failures (at least 1); ``None``: give up."""
    pause = _PAUSES[min(attempts, len(_PAUSES)) - 1]
    return now + pause if now + pause - created_at <= GIVEN_UP else None
