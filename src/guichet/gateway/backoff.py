"""How long to wait before connecting again. Pure."""

from collections.abc import Callable
from datetime import timedelta

FIRST = timedelta(seconds=1)
LONGEST = timedelta(seconds=60)
STEADY = timedelta(seconds=60)
"""A connection that held this long starts anew."""

Chance = Callable[[], float]
"""Gives a number from 0 up to 1."""


def wait_before(failures: int, chance: Chance) -> timedelta:
    """Doubles with every failure in a row (counted from 1) up to a minute; the upper half is
    left to chance, so that a thousand connections cut at once do not come back at once.
    """
    longest = min(FIRST * (1 << min(failures - 1, 10)), LONGEST)
    return longest / 2 + longest / 2 * chance()


def failures_after(failures: int, held_for: timedelta) -> int:
    """How many failures in a row there are once a connection that held ``held_for`` is lost."""
    return 1 if held_for >= STEADY else failures + 1
