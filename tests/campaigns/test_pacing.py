"""Pacing: by a rate, to an end, by what the agents can answer."""

import heapq
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns import pacing
from guichet.campaigns.pacing import MINUTE, Desk, Learned, Sent
from guichet.campaigns.types import Pace

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SURE = Learned(0.15, 0.0)
DESK = Desk(10, 0, timedelta(minutes=3), timedelta(minutes=5))
MESSAGES = 10_000
AGENTS = 10
TARGET = timedelta(minutes=5)
HANDLING = timedelta(minutes=3)


@dataclass
class Shop:
    """People who reply some time after their text came, and agents who answer in turn."""

    chance: random.Random
    share: float = 0.15
    agents: int = AGENTS
    coming: list[datetime] = field(default_factory=list)
    waiting: "deque[datetime]" = field(default_factory=deque)
    busy: list[datetime] = field(default_factory=list)
    replies: int = 0
    waits: list[timedelta] = field(default_factory=list)

    def sent(self, count: int, at: datetime) -> None:
        for _ in range(count):
            if self.chance.random() < self.share:
                after = timedelta(minutes=self.chance.lognormvariate(1.6, 1.0))
                heapq.heappush(self.coming, at + after)

    def until(self, now: datetime) -> None:
        """Let pass what happens up to ``now``."""
        while self.coming and self.coming[0] <= now:
            self.waiting.append(heapq.heappop(self.coming))
            self.replies += 1
            self._take()
        while self.busy and self.busy[0] <= now:
            freed = heapq.heappop(self.busy)
            self._take(freed)

    def _take(self, freed: datetime | None = None) -> None:
        if self.waiting and len(self.busy) < self.agents:
            came = self.waiting.popleft()
            begun = max(came, freed or came)
            self.waits.append(begun - came)
            rate = 1 / (HANDLING / MINUTE)
            heapq.heappush(self.busy, begun + timedelta(minutes=self.chance.expovariate(rate)))

    @property
    def in_time(self) -> float:
        """The part of the replies that was taken within the target."""
        return sum(one <= TARGET for one in self.waits) / len(self.waits)


@dataclass
class Day:
    """What became of a campaign."""

    shop: Shop
    finished: datetime
    foreseen: datetime | None
    """When as much was left as was to be seen."""
    between: tuple[datetime, datetime] | None
    """Within what it was likely then."""


@cache
def day(pace: Pace, seed: int, share: float = 0.15, seen: float = 0.75) -> Day:
    """Send everything at ``pace``, and let all replies be answered."""
    shop, now, left = Shop(random.Random(seed), share), NOW, MESSAGES
    minutes: dict[datetime, int] = {}
    last: datetime | None = None
    foreseen: datetime | None = None
    between: tuple[datetime, datetime] | None = None
    of, learn_at = pacing.learned([], 0), NOW
    while left:
        shop.until(now)
        desk = Desk(AGENTS, len(shop.waiting), HANDLING, TARGET)
        if now >= learn_at:
            of = pacing.learned([Sent(now - at, n) for at, n in minutes.items()], shop.replies)
            learn_at = now + timedelta(seconds=20)
        if foreseen is None and left <= MESSAGES * seen:
            foreseen = pacing.finish(left, now, desk, of)
            between = pacing.finish_between(left, now, desk, of)
        turn = pacing.turn(pacing.per_minute(pace, left, now, desk, of), last, now, 1_000)
        many = min(turn.many, left)
        if many:
            shop.sent(many, now)
            minute = now.replace(second=0, microsecond=0)
            minutes[minute] = minutes.get(minute, 0) + many
            left, last = left - many, turn.used(many)
        now = max(turn.again_at, now + timedelta(seconds=1))
    finished = now
    while shop.coming or shop.waiting or shop.busy:
        shop.until(now)
        now += timedelta(minutes=1)
    return Day(shop, finished, foreseen, between)


@pytest.mark.parametrize("seed", [1, 2])
def test_at_the_agents_pace_replies_are_taken_in_time(seed: int) -> None:
    paced = day(Pace("agents"), seed)
    assert paced.shop.in_time >= 0.8
    assert len(paced.shop.waits) == paced.shop.replies > 1_000


def test_without_a_pace_the_same_replies_are_not() -> None:
    assert day(Pace("none"), 1).shop.in_time < 0.8


def test_people_who_reply_more_often_than_was_guessed_are_answered_in_time_too() -> None:
    assert day(Pace("agents"), 3, share=0.3).shop.in_time >= 0.8


def test_a_campaign_nearly_nobody_replies_to_goes_faster() -> None:
    quiet, usual = day(Pace("agents"), 4, share=0.03), day(Pace("agents"), 4)
    assert quiet.finished - NOW < (usual.finished - NOW) / 2


def misses(seeds: Sequence[int], seen: float) -> list[float]:
    """By how much the end was missed, foreseen when so much of it was left."""
    found = []
    for seed in seeds:
        told = day(Pace("agents"), seed, seen=seen)
        assert told.foreseen is not None
        really, foreseen = told.finished - NOW, told.foreseen - NOW
        found.append(abs(really - foreseen) / really)
    return sorted(found)


def test_its_end_is_foreseen_within_a_tenth_once_a_quarter_has_left() -> None:
    assert misses([5], 0.75)[0] <= 0.1


def test_at_a_tenth_it_is_mostly_foreseen_within_a_tenth() -> None:
    """By then some 150 replies tell how many there will be: chance alone misses by 8 % there."""
    few = misses([1, 4, 5], 0.9)
    assert few[1] <= 0.1
    assert few[2] <= 0.16


@pytest.mark.parametrize(("seed", "seen"), [(1, 0.9), (4, 0.9), (5, 0.9), (5, 0.75)])
def test_it_ends_within_what_was_said_at_a_tenth_and_at_a_quarter(seed: int, seen: float) -> None:
    told = day(Pace("agents"), seed, seen=seen)
    assert told.between is not None
    assert told.between[0] <= told.finished <= told.between[1]


def test_what_is_said_becomes_narrower_the_more_replies_are_known() -> None:
    widths = [
        between[1] - between[0]
        for seen in (0.9, 0.75)
        if (between := day(Pace("agents"), 5, seen=seen).between) is not None
    ]
    assert widths[1] < 0.8 * widths[0]


def test_it_ends_when_it_is_asked_to() -> None:
    by = NOW + timedelta(minutes=90)
    assert abs(day(Pace("end_by", by=by), 6).finished - by) < timedelta(minutes=2)


@pytest.mark.parametrize("rate", [1, 7, 60, 100, 999, 60_000])
def test_a_rate_is_kept_whenever_somebody_looks(rate: int) -> None:
    chance, now, last, gone = random.Random(7), NOW, None, 0
    end = NOW + timedelta(minutes=30)
    while now < end:
        turn = pacing.turn(float(rate), last, now, 1_000)
        if turn.many:
            gone, last = gone + turn.many, turn.used(turn.many)
        late = timedelta(milliseconds=chance.randint(0, 80))
        now = min(turn.again_at, now + timedelta(milliseconds=500)) + late
    assert 0.97 * rate * 30 - 1 <= gone <= rate * 30 + 2


def test_after_a_pause_it_does_not_all_go_at_once() -> None:
    turn = pacing.turn(600.0, NOW, NOW + timedelta(hours=1), 1_000)
    assert turn.many <= 600 / 60 * 2


TABLE = [
    ("nobody answers", Desk(0, 0, HANDLING, TARGET), 0.0),
    ("too many wait", Desk(10, 9, HANDLING, TARGET), 0.0),
    ("nobody waits", DESK, pacing.BUSY * (10 / 3) / 0.15),
    ("some wait", Desk(10, 6, HANDLING, TARGET), None),
]


@pytest.mark.parametrize(("case", "desk", "rate"), TABLE, ids=[case for case, _, _ in TABLE])
def test_what_waits_slows_it_down(case: str, desk: Desk, rate: float | None) -> None:
    found = pacing.by_agents(desk, SURE)
    if rate is None:
        assert 0 < found < pacing.by_agents(DESK, SURE)
    else:
        assert found == pytest.approx(rate), case


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 5_000)), max_size=20),
    st.integers(0, 20_000),
)
def test_what_is_learned_is_always_a_likelihood(
    chunks: list[tuple[int, int]], replies: int
) -> None:
    of = pacing.learned([Sent(timedelta(seconds=a), n) for a, n in chunks], replies)
    assert 0 <= of.share <= of.careful <= 1


@given(st.integers(0, 100), st.integers(0, 200), st.floats(0.01, 1.0))
def test_more_that_wait_never_make_it_faster(places: int, waiting: int, share: float) -> None:
    of = Learned(share, 0.0)
    fewer = pacing.by_agents(Desk(places, waiting, HANDLING, TARGET), of)
    assert pacing.by_agents(Desk(places, waiting + 1, HANDLING, TARGET), of) <= fewer


def test_nobody_can_say_when_it_ends_while_nobody_answers() -> None:
    away = Desk(0, 0, HANDLING, TARGET)
    assert pacing.finish(10, NOW, away, SURE) is None
    assert pacing.finish(10, NOW, None, SURE) is None
    assert pacing.finish(0, NOW, away, SURE) == NOW
    assert pacing.finish_between(10, NOW, away, SURE) is None
