"""What a draft would have done to the waits of a month, by replaying its lines. Pure.

Each queue is replayed alone, twice: with the requests the rules in force send there, and with those
of the draft. Arrivals, the time each took, and who gave up after how long are those of the month;
how many were answered at once is what the agents' figures say, quarter by quarter, each agent in
equal parts for each of their queues. The difference of the two is due to the rules; days drawn
anew, with what the replay gets wrong of the measured waits on top, make it an interval.

Nothing is said where it would be a guess: few requests or days, nobody known to have been there, or
a replay that does not come near the waits that were measured.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import heappop, heappush
from random import Random
from typing import Final, Literal
from uuid import UUID

from guichet.agents.types import AgentProfile, Capacity
from guichet.gateway.types import Medium
from guichet.interactions.traffic.types import Opened

QUARTER: Final = 900
"""Seconds."""
FEWEST: Final = 100
"""Answered requests, on each side."""
FEWEST_DAYS: Final = 5
NEAR: Final = 0.25
NEAR_SECONDS: Final = 15.0
"""How far a replay may be from the measured mean, whichever is more."""
THERE: Final = 0.8
"""Share of a queue's requests that really waited in it: else its waits are other requests'."""
LONGEST_SERVICE: Final = 4 * 3600.0
DRAWS: Final = 400
AFTERWARDS: Final = 4 * 3600.0
"""How long a replay goes on after the last has come."""

Reason = Literal["few", "staff", "model"]


@dataclass(frozen=True, slots=True)
class Way:
    """Where the rules in force and the draft send a request, and how far ahead, in minutes."""

    before: UUID
    after: UUID
    priority_before: int
    priority_after: int


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, as the replay takes it; times in seconds since 1970."""

    at: float
    day: date
    service: float | None
    """How long an agent had it; none if no agent did."""
    patience: float
    """After which wait it left; endless for who was answered."""
    waited: float | None
    """How long it really waited to be answered."""
    was_in: UUID
    """The queue it was in at last."""
    before: UUID
    after: UUID
    rank_before: float
    """The lower the sooner."""
    rank_after: float
    medium: Medium = Medium.CHAT


@dataclass(frozen=True, slots=True)
class WaitEffect:
    """The mean wait of those answered in one queue, in seconds. ``low`` to ``high`` is what it
    would have been in eight of ten cases; ``reason`` says why nothing is said.
    """

    queue_id: UUID
    before: int | None = None
    low: int | None = None
    high: int | None = None
    reason: Reason | None = None


Places = Mapping[UUID, Mapping[int, float]]
"""By queue and quarter (since 1970): how many are answered at once."""
_Days = dict[date, tuple[float, int]]
"""Sum of waits and how many were answered, by day of arrival."""


_CHATS: Final = {Medium.CHAT: 1}
Mixes = Mapping[UUID, Mapping[Medium, int]]
"""By queue: how many requests of each medium."""


def mixes_of(asks: Iterable[Ask]) -> Mixes:
    """What each queue is asked for, by the rules in force."""
    mixes: dict[UUID, dict[Medium, int]] = {}
    for one in asks:
        of_queue = mixes.setdefault(one.before, {})
        of_queue[one.medium] = of_queue.get(one.medium, 0) + 1
    return mixes


def _at_once_of(capacity: Capacity, mix: Mapping[Medium, int]) -> float:
    """How many requests of a mix of media an agent has at once; media they never take do not count:
    others answer those.
    """
    taken = {medium: many for medium, many in mix.items() if capacity.at_once(medium)}
    room = sum(many / capacity.at_once(medium) for medium, many in taken.items())
    return sum(taken.values()) / room if room else 0.0


def places_of(
    agents: Sequence[AgentProfile], there: Iterable[tuple[UUID, datetime, int]], mixes: Mixes
) -> Places:
    """From agents as they are today, for how many milliseconds each was there in a quarter, and
    what each queue is asked for.
    """
    known = {UUID(int=one.id.int): one for one in agents}
    places: dict[UUID, dict[int, float]] = {}
    for agent_id, quarter, milliseconds in there:
        agent = known.get(agent_id)
        if agent is None or not agent.queues:
            continue
        share = min(1.0, milliseconds / 1_000 / QUARTER) / len(agent.queues)
        at = int(quarter.timestamp() // QUARTER)
        for one in agent.queues:
            many = _at_once_of(agent.capacity, mixes.get(one.queue_id, _CHATS)) * share
            of_queue = places.setdefault(one.queue_id, {})
            of_queue[at] = of_queue.get(at, 0.0) + many
    return places


def wait_effects(asks: Sequence[Ask], places: Places) -> Sequence[WaitEffect]:
    """The effect on each queue whose requests, or their order, are not the same any more."""
    touched = {
        queue
        for one in asks
        if one.before != one.after or one.rank_before != one.rank_after
        for queue in (one.before, one.after)
    }
    return [_effect(queue, asks, places.get(queue, {})) for queue in sorted(touched, key=str)]


def _effect(queue: UUID, asks: Sequence[Ask], places: Mapping[int, float]) -> WaitEffect:
    mine = [one for one in asks if one.before == queue]
    real = [one.waited for one in mine if one.waited is not None and one.was_in == queue]
    then = [one for one in asks if one.after == queue]
    if min(len(real), len(then)) < FEWEST or len({one.day for one in mine}) < FEWEST_DAYS:
        return WaitEffect(queue, reason="few")
    if sum(places.values()) <= 0:
        return WaitEffect(queue, reason="staff")
    measured = sum(real) / len(real)
    before = replay(mine, [one.rank_before for one in mine], places)
    after = replay(then, [one.rank_after for one in then], places)
    error = abs(_mean(before.values()) - measured)
    was_there = sum(one.was_in == queue for one in mine) >= THERE * len(mine)
    if not was_there or math.isnan(error) or error > max(NEAR_SECONDS, NEAR * measured):
        return WaitEffect(queue, reason="model")
    low, high = _interval(before, after)
    return WaitEffect(
        queue,
        round(measured),
        max(0, round(measured + low - error)),
        max(0, round(measured + high + error)),
    )


def replay(asks: Sequence[Ask], ranks: Sequence[float], places: Mapping[int, float]) -> _Days:
    """The waits of one line, first come first served but for ranks; ``asks`` in order of time."""
    days: _Days = {}
    waiting: list[tuple[float, int]] = []
    ends: list[float] = []
    services = _services(asks)
    arrived, now = 0, asks[0].at if asks else 0.0
    last = asks[-1].at + AFTERWARDS if asks else 0.0
    while now <= last and (arrived < len(asks) or waiting):
        while arrived < len(asks) and asks[arrived].at <= now:
            heappush(waiting, (ranks[arrived], arrived))
            arrived += 1
        while ends and ends[0] <= now:
            heappop(ends)
        free = _at_once(places, now) - len(ends)
        while waiting and free > 0:
            _, number = heappop(waiting)
            one = asks[number]
            wait = now - one.at
            if wait <= one.patience:
                free -= 1
                heappush(ends, now + services[number])
                total, count = days.get(one.day, (0.0, 0))
                days[one.day] = total + wait, count + 1
        now = _next(asks, arrived, ends, now, is_waiting=bool(waiting))
    return days


def _next(
    asks: Sequence[Ask], arrived: int, ends: Sequence[float], now: float, *, is_waiting: bool
) -> float:
    """When something changes: somebody comes, or, while somebody waits, a place comes free."""
    comes = asks[arrived].at if arrived < len(asks) else math.inf
    if not is_waiting:
        return comes
    minute = (now // 60 + 1) * 60
    return min(comes, minute, ends[0] if ends else math.inf)


def _at_once(places: Mapping[int, float], now: float) -> int:
    """Whole places in this minute: of 1.5 it is one, then two, by turns."""
    many = places.get(int(now // QUARTER), 0.0)
    minute = int(now // 60) % (QUARTER // 60)
    return math.floor(many * (minute + 1)) - math.floor(many * minute)


def _services(asks: Sequence[Ask]) -> Sequence[float]:
    """How long each takes: who was not answered takes as long as the last one who was."""
    known = [one.service for one in asks if one.service is not None]
    last = known[0] if known else 300.0
    found: list[float] = []
    for one in asks:
        last = one.service if one.service is not None else last
        found.append(last)
    return found


def _interval(before: _Days, after: _Days) -> tuple[float, float]:
    """The difference of the means, in eight of ten draws of the days."""
    days, chance = sorted({*before, *after}), Random(7)  # noqa: S311 - days to draw, no secret
    found = []
    for _ in range(DRAWS):
        drawn = chance.choices(days, k=len(days))
        one = _mean(before.get(day, (0.0, 0)) for day in drawn)
        two = _mean(after.get(day, (0.0, 0)) for day in drawn)
        if not math.isnan(one + two):
            found.append(two - one)
    found.sort()
    return found[len(found) // 10], found[-len(found) // 10 - 1]


def _mean(days: Iterable[tuple[float, int]]) -> float:
    total, count = 0.0, 0
    for waited, answered in days:
        total, count = total + waited, count + answered
    return total / count if count else math.nan


def ask_of(one: Opened, local_day: date, was_in: UUID, way: Way) -> Ask:
    """A request of the month."""
    at, taken_at, closed_at = one.at, one.taken_at, one.closed_at
    end = taken_at or closed_at
    waited = (end - at).total_seconds() if end is not None else math.inf
    service = None
    if taken_at is not None and closed_at is not None:
        took = (closed_at - taken_at).total_seconds()
        service = took if 0 < took <= LONGEST_SERVICE else None
    is_answered = taken_at is not None
    return Ask(
        at.timestamp(),
        local_day,
        service,
        math.inf if is_answered else waited,
        waited if is_answered else None,
        was_in,
        way.before,
        way.after,
        at.timestamp() - way.priority_before * 60,
        at.timestamp() - way.priority_after * 60,
        Medium(one.medium),
    )
