"""What an answer means for its body and for the line behind it. Pure.

The line keeps its order as far as the answer allows: while the receiver is away everybody waits
behind the first; a body the receiver refuses for its own sake steps aside, and so does one that
made it fail again and again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from guichet.gateway.backoff import Chance

WAITS: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600)
)
"""Before the second attempt, the third ...; the last one goes on."""
LIFE: Final = timedelta(hours=48)
"""A body is tried for so long; a hook that answers nothing well for so long is switched off."""
STUBBORN: Final = 4
"""So often a body may make the receiver fail before it steps aside."""
_REFUSING: Final = frozenset({400, 406, 409, 411, 412, 413, 415, 417, 422})
"""The receiver is there and says no to this one body."""
_AWAY: Final = frozenset({502, 503, 504})
"""What stands before the receiver says that it is away, which no body is to blame for."""

Verdict = Literal["delivered", "gone", "refused", "away"]
"""Answered well; the hook is not wanted any more; this body is not; nobody can be told now."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An attempt that was not answered well."""

    status: int | None
    attempts: int
    """Of this body, this one included."""
    failures: int
    """Of the line in a row, this one included."""
    since: datetime
    """When the body was put into the line."""
    retry_after: int | None = None
    """Seconds the receiver asked us to wait."""


@dataclass(frozen=True, slots=True)
class Next:
    """When to try a body again: ``at``, in the line or ``aside`` of it; or never: ``dead``."""

    at: datetime
    aside: bool
    dead: bool


def verdict_of(status: int | None) -> Verdict:
    """What an answer's status means; none: there was no answer."""
    if status is None:
        return "away"
    if 200 <= status < 300:
        return "delivered"
    if status == 410:
        return "gone"
    return "refused" if status in _REFUSING else "away"


def next_after(verdict: Verdict, failed: Failed, now: datetime, chance: Chance) -> Next:
    """What to do with a body that was not delivered."""
    if verdict == "refused" and now - failed.since >= LIFE:
        return Next(now, aside=True, dead=True)
    wait = wait_after(failed.attempts if verdict == "refused" else failed.failures, chance)
    if failed.retry_after is not None:
        wait = max(wait, min(timedelta(seconds=failed.retry_after), WAITS[-1]))
    return Next(now + wait, aside=verdict == "refused" or _is_stubborn(failed), dead=False)


def _is_stubborn(failed: Failed) -> bool:
    status = failed.status
    at_fault = status is not None and status >= 500 and status not in _AWAY
    return at_fault and failed.attempts >= STUBBORN


def wait_after(failures: int, chance: Chance) -> timedelta:
    """How long to wait after so many failures in a row (counted from 1): a fifth more or less, so
    that those who failed together do not come back together.
    """
    wait = WAITS[min(failures, len(WAITS)) - 1]
    return wait * (0.8 + 0.4 * chance())


def is_over(failing_since: datetime | None, now: datetime) -> bool:
    """Whether a hook without one success since then is to be switched off."""
    return failing_since is not None and now - failing_since >= LIFE
