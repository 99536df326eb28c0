"""How long somebody in a queue will still wait: pure.

The next to be answered waits for the first of ``places`` to come free, or for somebody ahead to
give up. With ``i`` ahead of a person that happens at the rate ``places / service + i / patience``,
so the wait is a sum of such steps (queue length with abandonment). What became of earlier estimates
corrects the scale and the bounds, so that service times of any shape and load that moves are
met. Nothing is said where it would be a guess.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

FEWEST_SERVED: Final = 20
"""Below so many ended requests nothing is estimated."""
FEWEST_PLACES: Final = 10.0
"""Below, one figure would promise more than is known: a range is shown."""
LONGEST: Final = 3600.0
"""Seconds; beyond, only the position is told."""
MEMORY: Final = 300.0
"""So many of the last requests count, older ones ever less."""
PRIOR_SERVICE: Final = 300.0
PRIOR_PATIENCE: Final = 900.0
PRIOR_WEIGHT: Final = 5.0
LEVELS: Final = (0.1, 0.8, 0.9)
STARTS: Final = (-1.1, 0.8, 1.35)
"""Where the bounds begin, in standard deviations from the point."""
BUCKETS: Final = (3, 8, 20)
"""Bounds are learned apart for short and long lines: fewer ahead than each of these, or more."""
STEPS: Final = (60, 120, 180, 300, 600, 900, 1200, 1800, 2700, 3600)
"""What is announced is one of these, in seconds."""

Cause = Literal["fewer_agents", "moved_back"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds still to wait. One in ten waits less than ``low``, eight in ten at most ``high``,
    nine in ten at most ``most``.
    """

    point: float
    low: float
    high: float
    most: float
    ahead: int
    is_range: bool
    """Too few agents for one figure: show ``low`` to ``high`` only."""
    raw: float
    """The uncorrected point: ``settle`` learns the correction from it."""


def places(agents: Iterable[tuple[float, int]]) -> float:
    """How many requests a queue has answered at once: each agent, given as the number they handle
    at once and of the queues they serve, counts in equal shares for each of their queues.
    """
    return sum(slots / queues for slots, queues in agents if queues > 0)


@dataclass(slots=True)
class Mean:
    """A mean that forgets, begun at a guess with little weight."""

    total: float
    weight: float

    def add(self, value: float, weight: float = 1.0) -> None:
        """One more of it."""
        keep = 1 - 1 / MEMORY
        self.total = self.total * keep + value
        self.weight = self.weight * keep + weight

    @property
    def value(self) -> float:
        """What it is by now."""
        return self.total / self.weight


@dataclass(slots=True)
class Bounds:
    """Distances of the bounds, in deviations, moved by each outcome towards their share."""

    at: list[float] = field(default_factory=lambda: list(STARTS))
    seen: int = 0

    def learn(self, said: Sequence[float], seconds: float) -> None:
        """The wait was so long, and these bounds had been said of it. What counts is whether those
        held, not whether today's would have: where many wait at once outcomes come late, and those
        of neighbours are alike, so that today's have learned of them already.
        """
        self.seen += 1
        pace = max(0.03, 0.5 / math.sqrt(self.seen))
        for n, level in enumerate(LEVELS):
            self.at[n] += pace * (level - (seconds <= said[n]))


class Estimator:
    """What is known of one queue. It is told what ends and what is answered; it forgets."""

    def __init__(self) -> None:
        self._service = Mean(PRIOR_SERVICE * PRIOR_WEIGHT, PRIOR_WEIGHT)
        self._leaving = Mean(PRIOR_WEIGHT, PRIOR_WEIGHT * PRIOR_PATIENCE)
        self._scale = Mean(3000.0, 3000.0)
        self._bounds = [Bounds() for _ in range(len(BUCKETS) + 1)]
        self._served = 0

    def served(self, seconds: float) -> None:
        """A request was in an agent's hands for so long, wrap-up counted."""
        self._served += 1
        self._service.add(seconds)

    def left_line(self, seconds: float, *, has_given_up: bool) -> None:
        """Somebody waited so long, then gave up or was answered."""
        self._leaving.add(float(has_given_up), seconds)

    def settle(self, estimate: Estimate, seconds: float) -> None:
        """Somebody with this estimate was answered after so long."""
        self._scale.add(seconds, estimate.raw)
        said = (estimate.low, estimate.high, estimate.most)
        self._bounds[_bucket(estimate.ahead)].learn(said, seconds)

    def line(self, length: int, at_once: float) -> Sequence[Estimate | None]:
        """For everybody in a line of so many, the first one first, in one pass; the last entry is
        for who would come now.
        """
        if self._served < FEWEST_SERVED or at_once <= 0:
            return (None,) * (length + 1)
        found: list[Estimate | None] = []
        raw = variance = 0.0
        for ahead in range(length + 1):
            step = 1 / (at_once / self._service.value + ahead * self._leaving.value)
            raw, variance = raw + step, variance + step * step
            found.append(self._estimate(ahead, raw, math.sqrt(variance), at_once))
        return found

    def _estimate(
        self, ahead: int, raw: float, deviation: float, at_once: float
    ) -> Estimate | None:
        point = raw * self._scale.value
        if point > LONGEST:
            return None
        at = self._bounds[_bucket(ahead)].at
        low, high, most = (max(0.0, point + deviation * one) for one in at)
        low = min(low, point)
        high = max(high, low)
        is_range = at_once < FEWEST_PLACES
        return Estimate(point, low, high, max(most, high), ahead, is_range, raw)


def _bucket(ahead: int) -> int:
    return sum(ahead >= bound for bound in BUCKETS)


@dataclass(frozen=True, slots=True)
class Announced:
    """What a waiting person is told."""

    position: int
    low: int
    high: int | None
    """None: only the position is told."""
    places: float
    cause: Cause | None = None
    """Why it rose by more than one step."""


def announce(
    before: Announced | None, estimate: Estimate | None, ahead: int, at_once: float
) -> Announced:
    """What to tell now, given what was told before: a bound rises by more than one step only with
    a cause, which is told along.
    """
    position = ahead + 1
    if estimate is None or estimate.high > STEPS[-1]:
        return Announced(position, 0, None, at_once)
    step = _step(estimate.high)
    cause = None
    if before is not None and before.high is not None:
        most = _step(before.high) + 1
        if step > most:
            cause = _cause(before, position, at_once)
            step = step if cause else most
    high = STEPS[step]
    return Announced(position, min(int(estimate.low // 60 * 60), high), high, at_once, cause)


def _step(seconds: float) -> int:
    return next(n for n, bound in enumerate(STEPS) if seconds <= bound)


def _cause(before: Announced, position: int, at_once: float) -> Cause | None:
    if position > before.position:
        return "moved_back"
    return "fewer_agents" if at_once < before.places else None
