"""How long whoever guesses must wait: pure.

Every guess counts before it is checked, so that many at once gain nothing. After a number of
free failures each further one doubles the wait, up to a cap: nobody is ever locked out for good,
and an hour of quiet wipes the slate. Three things are guarded at once: an account from one
address (tight: one guesser), an account from everywhere (wide: so that strangers cannot keep
its owner out), and an address (wide: many people share one).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Law:
    """How patient we are."""

    free: int
    """Failures without any wait."""
    first: timedelta
    """The wait after the first failure beyond."""
    cap: timedelta
    """No wait is longer."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is remembered of failures."""

    failures: int
    last_at: datetime
    blocked_until: datetime | None = None


PAIR: Final = Law(5, timedelta(seconds=30), timedelta(minutes=15))
"""One account from one address."""
ACCOUNT: Final = Law(25, timedelta(seconds=30), timedelta(minutes=15))
"""One account from anywhere."""
ADDRESS: Final = Law(50, timedelta(seconds=30), timedelta(minutes=15))
"""One address, whatever the account."""
SECOND_FACTOR: Final = Law(5, timedelta(seconds=30), timedelta(minutes=15))
"""Codes for one user: at the cap a six-digit code with three valid at once would take years."""
RESET_MAIL: Final = Law(3, timedelta(minutes=5), timedelta(hours=1))
"""Reset mails to one mailbox."""
RESET_ADDRESS: Final = Law(20, timedelta(minutes=1), timedelta(hours=1))
"""Resets asked for by one address."""
TOKENS: Final = Law(30, timedelta(seconds=30), timedelta(minutes=15))
"""Links of mails tried from one address."""

FORGOTTEN: Final = timedelta(hours=1)
"""Quiet for this long since the last failure: as if nothing had been."""


def wait_after(law: Law, failures: int) -> timedelta:
    """How long to wait after that many failures."""
    beyond = failures - law.free
    if beyond < 0:
        return timedelta(0)
    return min(law.cap, law.first * (1 << min(beyond, 30)))


def left(tally: Tally | None, now: datetime) -> timedelta:
    """How long one still has to wait at ``now``."""
    if tally is None or tally.blocked_until is None:
        return timedelta(0)
    return max(timedelta(0), tally.blocked_until - now)


def counted(law: Law, tally: Tally | None, now: datetime) -> Tally:
    """The tally after one more failure at ``now``."""
    failures = 1 if tally is None or _is_forgotten(tally, now) else tally.failures + 1
    wait = wait_after(law, failures)
    return Tally(failures, now, now + wait if wait else None)


def forgiven(tally: Tally) -> Tally | None:
    """The tally without its last failure, because that attempt was right after all."""
    if tally.failures <= 1:
        return None
    return Tally(tally.failures - 1, tally.last_at)


def _is_forgotten(tally: Tally, now: datetime) -> bool:
    return now - max(tally.last_at, tally.blocked_until or tally.last_at) >= FORGOTTEN
