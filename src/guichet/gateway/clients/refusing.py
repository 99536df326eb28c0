"""What becomes of a receipt or text that a company's system refuses. Pure.

A system that is busy gets nothing for a moment, and the order holds. What it refuses for its own
sake steps aside, so that it holds nobody up, and comes again later and later; after the last time
it is kept for people to see.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

from guichet.gateway.mass.types import Report
from guichet.protocols.smpp.status import StatusClass, status_of

WAITS: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600)
)
"""Before the second time, the third ...: as web hooks do."""
MOST_TRIES: Final = len(WAITS) + 1
PAUSE: Final = WAITS[0]
"""A busy system gets nothing for so long."""
STUBBORN: Final = 4
"""So often one and the same thing may make a system say that it is busy before it steps aside."""
FOR_GOOD: Final = 3
"""So often is tried what a system says it will never take."""
MOST_ASIDE: Final = 500
"""Of one account, at one process: with more refused its line waits for the first of them."""


class Refused(NamedTuple):
    """A report, and the status it was answered with."""

    report: Report
    code: int


@dataclass(frozen=True, slots=True)
class Next:
    """What is done: again after ``wait``, and so ``all`` of the account or it alone; never:
    ``given_up``.
    """

    wait: timedelta
    all: bool = False
    given_up: bool = False


def next_after(code: int, tries: int) -> Next:
    """After it was refused with ``code``; ``tries``: how often all in all, this time included."""
    kind = status_of(code).kind
    if kind is StatusClass.THROTTLE and tries < STUBBORN:
        return Next(PAUSE, all=True)
    if tries >= (FOR_GOOD if kind is StatusClass.PERMANENT else MOST_TRIES):
        return Next(timedelta(), given_up=True)
    return Next(WAITS[tries - 1])
