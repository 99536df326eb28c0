"""One simulated line (first come, first served, impatience), and what each way of estimating says.

Those who waited and were answered count, after the first tenth. Each estimate is made on arrival,
before anything of its outcome is known; what the estimator learns, it learns as outcomes come.
"""

import heapq
import math
from collections import deque
from dataclasses import dataclass, field
from random import Random

from guichet.routing.waits import Estimate, Estimator

DAY = 43_200.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """Agents, service, load and patience of one line."""

    name: str
    agents: int
    service: float
    cv: float
    load: float
    swing: float
    patience: float | None
    arrivals: int = 60_000
    has_peaks: bool = False


SCENARIOS = (
    Scenario("agents_4", 4, 600, 1.2, 1.0, 0.3, 900),
    Scenario("agents_10_even", 10, 300, 1.0, 1.05, 0.0, 600),
    Scenario("agents_10_moving", 10, 300, 1.2, 1.0, 0.3, 600),
    Scenario("agents_50_moving", 50, 300, 1.2, 1.0, 0.2, 600),
    Scenario("agents_100_patient", 100, 300, 1.0, 0.97, 0.0, None),
)
DAYS = Scenario("days_two_peaks", 10, 300, 1.2, 0.85, 0.0, 600, 24_000, True)


@dataclass(slots=True)
class Person:
    """Somebody in line."""

    came: float
    gives_up: float
    said: dict[str, float] = field(default_factory=dict)
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said to somebody, and how long it was."""

    at: float
    waited: float
    said: dict[str, float]
    estimate: Estimate | None


class Line:
    """Runs one scenario."""

    def __init__(self, scenario: Scenario, seed: int = 7) -> None:
        self._is = scenario
        self._chance = Random(seed)
        self._now = 0.0
        self._busy: list[tuple[float, float]] = []
        self._waiting: list[Person] = []
        self._last: deque[tuple[float, float]] = deque()
        self._ten: deque[float] = deque(maxlen=10)
        self._three = self._les = 0.0
        self.estimator = Estimator()
        self.outcomes: list[Outcome] = []

    def run(self) -> list[Outcome]:
        """All who waited and were answered."""
        rate = self._is.agents / self._is.service * self._is.load
        at = 0.0
        for _ in range(self._is.arrivals):
            at = self._next_arrival(at, rate)
            self._pass(at)
            self._arrive(at)
        return self.outcomes

    def _next_arrival(self, at: float, rate: float) -> float:
        most = 2.0
        while True:
            at += self._chance.expovariate(rate * most)
            if self._chance.random() * most < self._shape(at):
                return at

    def _shape(self, at: float) -> float:
        if not self._is.has_peaks:
            return 1 + self._is.swing * math.sin(2 * math.pi * at / 14_400)
        hour = at % DAY / 3600
        return 0.6 + 0.9 * sum(math.exp(-((hour - peak) ** 2) / 2) for peak in (3, 8))

    def _pass(self, until: float) -> None:
        while True:
            end = self._busy[0][0] if self._busy else math.inf
            left = min((one.gives_up for one in self._waiting), default=math.inf)
            self._now = min(end, left)
            if self._now > until:
                return
            if left < end:
                self._give_up(left)
            else:
                self.estimator.served(heapq.heappop(self._busy)[1])
                if self._waiting:
                    self._start(self._waiting.pop(0))

    def _give_up(self, at: float) -> None:
        one = next(one for one in self._waiting if one.gives_up == at)
        self._waiting.remove(one)
        self.estimator.left_line(at - one.came, has_given_up=True)

    def _arrive(self, at: float) -> None:
        self._now = at
        patience = self._is.patience
        one = Person(at, at + self._chance.expovariate(1 / patience) if patience else math.inf)
        if len(self._busy) < self._is.agents:
            self._start(one)
            return
        one.estimate = self.estimator.line(len(self._waiting), self._is.agents)[-1]
        one.said = self._histories()
        self._waiting.append(one)

    def _histories(self) -> dict[str, float]:
        while self._last and self._last[0][0] < self._now - 900:
            self._last.popleft()
        ten, last = self._ten, self._last
        return {
            "les": self._les,
            "last_10": sum(ten) / len(ten) if ten else 0.0,
            "minutes_15": sum(wait for _, wait in last) / len(last) if last else 0.0,
            "three_to_one": self._three,
        }

    def _start(self, one: Person) -> None:
        waited = self._now - one.came
        took = self._took()
        heapq.heappush(self._busy, (self._now + took, took))
        self._les = waited
        self._ten.append(waited)
        self._last.append((self._now, waited))
        self._three = (3 * self._three + waited) / 4
        if not one.said:
            return
        self.estimator.left_line(waited, has_given_up=False)
        self.outcomes.append(Outcome(one.came, waited, one.said, one.estimate))
        if one.estimate is not None:
            self.estimator.settle(one.estimate, waited)

    def _took(self) -> float:
        mean = self._is.service
        if self._is.has_peaks:
            mean *= 1 + 0.15 * math.sin(2 * math.pi * (self._now % DAY) / DAY)
        spread = math.log(1 + self._is.cv**2)
        return self._chance.lognormvariate(math.log(mean) - spread / 2, math.sqrt(spread))


def figures(scenario: Scenario, seed: int = 7) -> dict[str, float]:
    """Error, bias and coverage, as shares; ``told`` is how many got an estimate at all."""
    outcomes = Line(scenario, seed).run()
    counted = outcomes[len(outcomes) // 10 :]
    told = [(one, one.estimate) for one in counted if one.estimate is not None]
    mean = sum(one.waited for one, _ in told) / len(told)

    def error(said: list[float]) -> float:
        apart = sum(abs(it - one.waited) for it, (one, _) in zip(said, told, strict=True))
        return apart / len(told) / mean

    found = {
        "told": len(told) / len(counted),
        "mean_wait_s": mean,
        "error": error([it.point for _, it in told]),
        "bias": sum(it.point - one.waited for one, it in told) / len(told) / mean,
        "covered_by_high": sum(one.waited <= it.high for one, it in told) / len(told),
        "covered_80": sum(it.low <= one.waited <= it.most for one, it in told) / len(told),
    }
    for name in ("les", "last_10", "minutes_15", "three_to_one"):
        found[f"error_{name}"] = error([one.said[name] for one, _ in told])
    return found
