"""What becomes of something sent: states only go forward, whatever order the peer tells them in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from guichet.gateway.failures import Failure, Retry
from guichet.gateway.types import Receipt

SendState = Literal["queued", "sent", "delivered", "seen", "failed"]

_RANK: dict[SendState, int] = {"queued": 0, "sent": 1, "failed": 2, "delivered": 3, "seen": 4}

MAX_ATTEMPTS = 8
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(minutes=5)


def advance(current: SendState, told: SendState) -> SendState:
    """The state after being told ``told``. Delivered after failed is believed (peers retry);
    failed after delivered is not.
    """
    return told if _RANK[told] > _RANK[current] else current


@dataclass(frozen=True, slots=True)
class Settled:
    """It left, or will never leave."""

    state: SendState
    peer_id: str | None = None
    failure: Failure | None = None
    parts: int | None = None


@dataclass(frozen=True, slots=True)
class TryAgain:
    """It stays queued for another attempt after ``wait``."""

    wait: timedelta
    failure: Failure


def judge(outcome: Receipt | Failure, attempts: int) -> Settled | TryAgain:
    """What an attempt's outcome means, ``attempts`` counted from 1. A channel with one route
    treats "other route" as final: whoever chooses routes gets to see it.
    """
    if isinstance(outcome, Receipt):
        return Settled("sent", outcome.peer_id, parts=outcome.parts)
    if outcome.retry is not Retry.LATER or attempts >= MAX_ATTEMPTS:
        return Settled("failed", failure=outcome)
    return TryAgain(max(outcome.after or timedelta(), _backoff(attempts)), outcome)


def _backoff(attempts: int) -> timedelta:
    return min(_FIRST_WAIT * (1 << (attempts - 1)), _LONGEST_WAIT)
