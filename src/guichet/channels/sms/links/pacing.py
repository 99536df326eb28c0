"""How fast, and how much at a time. Pure: times are seconds of the caller's clock."""

from collections.abc import Hashable
from typing import Final

_BURST: Final = 0.01
"""Of a second's messages may come at once: with the refill no second sees 2 % too many."""
_REFILL: Final = 0.995
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 10.0


LOOK: Final = 0.25
"""Seconds between two looks at how a link is."""
_PULSE: Final = 10.0
_BUSY_PULSE: Final = 1.0
"""While a carrier wants to be left alone: what has come meanwhile may go another way."""


class Pulse:
    """When it is told again how a link is: as soon as that changes, else now and then."""

    def __init__(self, state: Hashable, now: float) -> None:
        self._told, self._at = state, now

    def due(self, state: Hashable, now: float, *, busy: bool) -> bool:
        """Whether it is to be told now; if so it counts as told."""
        if state == self._told and now - self._at < (_BUSY_PULSE if busy else _PULSE):
            return False
        self._told, self._at = state, now
        return True


class Bucket:
    """Lets so many a second pass, evenly; None: any number."""

    def __init__(self, rate: float | None, now: float) -> None:
        self._rate = None if rate is None else rate * _REFILL
        self._most = 1.0 if rate is None else max(1.0, rate * _BURST)
        self._tokens = self._most
        self._filled = now

    def room(self, now: float, wanted: int) -> int:
        """How many of ``wanted`` may pass now."""
        if self._rate is None:
            return wanted
        gained = (now - self._filled) * self._rate
        self._filled = now
        self._tokens = min(self._most, self._tokens + gained)
        return min(wanted, int(self._tokens + 1e-9))

    def spend(self, count: int) -> None:
        """So many passed."""
        if self._rate is not None:
            self._tokens -= count

    def wait(self) -> float:
        """Seconds until the next may pass."""
        if self._rate is None or self._tokens >= 1:
            return 0.0
        return (1 - self._tokens) / self._rate


class Window:
    """How many may be unanswered: half as many each time the carrier says it is too much, one
    more for each window that is answered well; and a pause that doubles while it goes on saying
    so.
    """

    def __init__(self, most: int) -> None:
        self._most = float(most)
        self._size = float(most)
        self._cut_at = float("-inf")
        self._pause = 0.0
        self.until = float("-inf")
        """Nothing is to be sent before."""

    @property
    def size(self) -> int:
        """Messages that may be unanswered now."""
        return int(self._size)

    def answered(self, count: int) -> None:
        """So many were taken."""
        self._pause = 0.0
        if self._size < self._most:
            self._size = min(self._most, self._size + count / self._size)

    def throttled(self, now: float, answer_time: float) -> None:
        """The carrier wants less. What comes within one answer's time is one and the same sign."""
        if now - self._cut_at < max(answer_time, 0.02):
            return
        self._cut_at = now
        self._size = max(1.0, self._size / 2)
        self._pause = min(max(self._pause * 2, _FIRST_PAUSE), _LONGEST_PAUSE)
        self.until = now + self._pause

    @property
    def pause(self) -> float:
        """Seconds the last sign asks to wait."""
        return self._pause
