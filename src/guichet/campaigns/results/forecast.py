"""How fast a campaign goes, and when it will have ended, from what it did so far. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

EVERY: Final = timedelta(seconds=5)
"""Between two samples that are kept."""
KEPT: Final = 25
WINDOW: Final = timedelta(minutes=2)
"""What is older says nothing of how fast it goes now."""
STALE: Final = timedelta(seconds=30)
"""Nothing left for so long, although some wait: no speed is told."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How many were settled, one way or the other, at an instant."""

    at: datetime
    settled: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """How fast it goes now, and when the last will have left."""

    per_minute: float | None
    """None: nothing moves, or too little is known."""
    ends_at: datetime | None
    between: tuple[datetime, datetime] | None = None
    """Within what it will end, nine times of ten, where much of it is chance yet."""


def noted(samples: Sequence[Sample], now: datetime, settled: int) -> Sequence[Sample]:
    """With one more: the newest always, older ones with some distance between them."""
    known = [one for one in samples if one.at < now and now - one.at <= WINDOW]
    if len(known) >= 2 and known[-1].at - known[-2].at < EVERY:
        known.pop()
    return (*known[-(KEPT - 1) :], Sample(now, settled))


def foreseen(
    samples: Sequence[Sample],
    now: datetime,
    *,
    left: int,
    waits_until: datetime | None = None,
    ends_by: datetime | None = None,
) -> Forecast:
    """``left``: how many are still to go. ``waits_until``: nothing goes before, by what was set.
    ``ends_by``: when the pace that was set lets the last one go; it goes no sooner.
    """
    speed = _per_minute(samples, now)
    if left <= 0:
        return Forecast(speed, None)
    if speed is None:
        return Forecast(None, ends_by)
    begins = max(now, waits_until or now)
    reached = begins + timedelta(minutes=left / speed)
    return Forecast(speed, max(reached, ends_by) if ends_by else reached)


def _per_minute(samples: Sequence[Sample], now: datetime) -> float | None:
    recent = [one for one in samples if now - one.at <= WINDOW]
    if len(recent) < 2:
        return None
    first, last = recent[0], recent[-1]
    moved, took = last.settled - first.settled, (last.at - first.at).total_seconds()
    if moved <= 0 or took <= 0 or now - last.at > STALE:
        return None
    return moved * 60 / took
