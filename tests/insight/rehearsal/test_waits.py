"""The effect of a draft on waits, replayed: against lines that were really lived through."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import heapify, heapreplace
from random import Random
from statistics import mean
from uuid import UUID

import pytest

from guichet.agents.types import AgentProfile, Capacity, QueueMembership
from guichet.gateway.types import Medium
from guichet.insight.rehearsal.waits import (
    FEWEST,
    QUARTER,
    Ask,
    Places,
    WaitEffect,
    mixes_of,
    places_of,
    replay,
    wait_effects,
)
from guichet.kit.ids import UserId

MORNING = datetime(2026, 6, 1, 8, tzinfo=UTC)
SALES, CARE = UUID(int=1), UUID(int=2)
DAYS, HOURS, AGENTS = 12, 4, 5
EVERYBODY: Places = {
    queue: {
        int((MORNING + timedelta(days=day)).timestamp()) // QUARTER + quarter: float(AGENTS)
        for day in range(DAYS)
        for quarter in range(16 * 4)
    }
    for queue in (SALES, CARE)
}
ENDLESS = float("inf")


def arrivals(chance: Random) -> list[Ask]:
    """Sales hears from many, care from few; half of sales' would go to care by the draft."""
    asks = []
    for day in range(DAYS):
        begun = MORNING + timedelta(days=day)
        for queue, gap in ((SALES, 62.0), (CARE, 200.0)):
            at = begun.timestamp()
            while (at := at + chance.expovariate(1 / gap)) < begun.timestamp() + HOURS * 3600:
                moves = queue == SALES and chance.random() < 0.5
                service = chance.lognormvariate(5.6, 0.5)
                to = CARE if moves else queue
                asks.append(Ask(at, begun.date(), service, ENDLESS, None, queue, queue, to, at, at))
    return sorted(asks, key=lambda one: one.at)


def lived(asks: Sequence[Ask]) -> list[float]:
    """How long each waits for the first of the agents, who are there until all is done."""
    free = [0.0] * AGENTS
    heapify(free)
    waits = []
    for one in asks:
        assert one.service is not None
        begins = max(one.at, free[0])
        heapreplace(free, begins + one.service)
        waits.append(begins - one.at)
    return waits


def month(seed: int) -> list[Ask]:
    asks = arrivals(Random(seed))
    told: dict[int, float] = {}
    for queue in (SALES, CARE):
        mine = [number for number, one in enumerate(asks) if one.was_in == queue]
        told |= dict(zip(mine, lived([asks[number] for number in mine]), strict=True))
    return [replace(one, waited=told[number]) for number, one in enumerate(asks)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_said_holds_what_would_have_been(seed: int) -> None:
    asks = month(seed)
    effects = {one.queue_id: one for one in wait_effects(asks, EVERYBODY)}
    for queue in (SALES, CARE):
        effect = effects[queue]
        truth = mean(lived([one for one in asks if one.after == queue]))
        assert effect.reason is None
        assert effect.low is not None
        assert effect.high is not None
        assert effect.low - 1 <= truth <= effect.high + 1
    sales = effects[SALES]
    assert sales.before is not None
    assert sales.high is not None
    assert sales.high < sales.before, "who had too much waits less"


def test_nothing_is_said_where_it_would_be_a_guess() -> None:
    asks = month(1)
    slow = [replace(one, waited=(one.waited or 0) * 3 + 60) for one in asks]
    elsewhere = [replace(one, was_in=CARE) for one in asks]
    assert wait_effects(asks[:FEWEST], EVERYBODY)[0] == WaitEffect(SALES, reason="few")
    assert wait_effects(asks, {})[0] == WaitEffect(SALES, reason="staff")
    assert wait_effects(slow, EVERYBODY)[0] == WaitEffect(SALES, reason="model")
    assert wait_effects(elsewhere, EVERYBODY)[0].reason == "few", "nobody is known to have waited"
    same = [replace(one, after=one.before) for one in asks]
    assert wait_effects(same, EVERYBODY) == []


def test_who_gives_up_takes_no_place_and_a_higher_rank_goes_first() -> None:
    at = MORNING.timestamp()
    places = {int(at) // QUARTER + n: 1.0 for n in range(8)}
    one = Ask(at, MORNING.date(), 600.0, ENDLESS, 0.0, SALES, SALES, SALES, at, at)
    two = replace(one, at=at + 60)
    left = replace(one, at=at + 70, patience=100.0, service=None)
    first = replace(one, at=at + 80)
    ranks = [at, at + 60, at + 70, at - 600]
    total, count = replay([one, two, left, first], ranks, places)[MORNING.date()]
    assert count == 3
    assert total == 0 + (600 - 80) + (1200 - 60)


def test_an_agent_is_there_in_equal_parts_for_each_queue_and_halves_take_turns() -> None:
    agent = AgentProfile(
        id=UserId(UUID(int=7)),
        version=1,
        name="A",
        active=True,
        queues=(QueueMembership(SALES, 1), QueueMembership(CARE, 2)),
        capacity=Capacity(units=4, weights={Medium.CHAT: 1}),
    )
    half_there = [(UUID(int=7), MORNING, QUARTER * 500), (UUID(int=8), MORNING, QUARTER * 1000)]
    quarter = int(MORNING.timestamp()) // QUARTER
    assert places_of([agent], half_there, {}) == {SALES: {quarter: 1.0}, CARE: {quarter: 1.0}}


@pytest.mark.parametrize(
    ("mix", "wanted"),
    [
        ([Medium.CHAT], 4.0),
        ([Medium.MAIL], 2.0),
        ([Medium.CALL], 0.0),
        ([Medium.CHAT, Medium.MAIL], 2 / (1 / 4 + 1 / 2)),
        ([Medium.CHAT, Medium.CALL], 4.0),
    ],
)
def test_an_agent_has_as_many_at_once_as_the_media_of_the_queue_allow(
    mix: list[Medium], wanted: float
) -> None:
    at = MORNING.timestamp()
    asks = [
        Ask(at, MORNING.date(), 60.0, ENDLESS, None, SALES, SALES, CARE, at, at, medium)
        for medium in mix
    ]
    agent = AgentProfile(
        id=UserId(UUID(int=7)),
        version=1,
        name="A",
        active=True,
        queues=(QueueMembership(SALES, 1),),
        capacity=Capacity(most={Medium.MAIL: 2, Medium.CALL: 0}),
    )
    there = [(UUID(int=7), MORNING, QUARTER * 1000)]
    places = places_of([agent], there, mixes_of(asks))
    assert places == {SALES: {int(at) // QUARTER: pytest.approx(wanted)}}
