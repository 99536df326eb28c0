"""Letting go what waited for an opening: little by little, never everything at once. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, sqrt


@dataclass(frozen=True, slots=True)
class Ramp:
    """How the speed grows after an opening: linearly from nothing to ``rate`` within ``rise``."""

    rate: float
    """Messages per second once the ramp is over."""
    rise: timedelta = timedelta(minutes=5)


def released(ramp: Ramp, since: timedelta) -> int:
    """How many messages may have gone ``since`` the opening."""
    seconds, rise = since.total_seconds(), ramp.rise.total_seconds()
    if seconds <= 0:
        return 0
    if seconds < rise:
        return int(ramp.rate * seconds * seconds / rise / 2)
    return int(ramp.rate * (seconds - rise / 2))


def release_at(ramp: Ramp, opening: datetime, place: int) -> datetime:
    """When the message at ``place`` of the waiting line (0 is the first) may go."""
    rise = ramp.rise.total_seconds()
    within = ramp.rate * rise / 2
    ordinal = place + 1
    if rise and ordinal <= within:
        seconds = sqrt(2 * ordinal * rise / ramp.rate)
    else:
        seconds = ordinal / ramp.rate + rise / 2
    return opening + timedelta(milliseconds=ceil(seconds * 1000))
