"""Waits are estimated from the line ahead, held against simulated lines and the usual histories."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benches.simulated.line import DAYS, SCENARIOS, Scenario, figures
from guichet.routing.waits import (
    LONGEST,
    STEPS,
    Announced,
    Estimate,
    Estimator,
    announce,
    places,
)


def knowing(service: float = 300.0) -> Estimator:
    estimator = Estimator()
    for _ in range(2000):
        estimator.served(service)
    return estimator


def bound(high: float) -> Estimate:
    return Estimate(high / 2, 0.0, high, high, 3, False, high / 2)


@pytest.mark.parametrize("scenario", [*SCENARIOS[:3], DAYS], ids=lambda one: one.name)
def test_estimates_of_small_teams_beat_the_histories_and_their_bounds_hold(
    scenario: Scenario,
) -> None:
    found = figures(replace(scenario, arrivals=12_000), seed=11)
    assert found["error"] <= (0.40 if scenario.agents >= 10 else 0.50)
    assert abs(found["bias"]) <= 0.05
    assert 0.75 <= found["covered_by_high"] <= 0.85
    assert 0.75 <= found["covered_80"] <= 0.85
    assert found["error"] <= 0.75 * found["error_les"]
    assert found["error"] <= 0.65 * found["error_minutes_15"]
    assert found["error"] <= 0.70 * found["error_three_to_one"]


def test_the_estimate_is_the_sum_of_the_steps_ahead() -> None:
    estimator = knowing(300.0)
    first, _second, third = estimator.line(2, 10.0)
    assert first is not None
    assert third is not None
    # One step of a busy ten is 30 s; somebody ahead may give up, after 900 s by the prior.
    assert first.point == pytest.approx(30.0, rel=0.01)
    steps = (1 / (1 / 30 + ahead / 900) for ahead in range(3))
    assert third.point == pytest.approx(sum(steps), rel=0.01)


def test_people_who_give_up_shorten_the_wait_of_those_behind() -> None:
    patient, impatient = knowing(), knowing()
    for _ in range(500):
        patient.left_line(60, has_given_up=False)
        impatient.left_line(60, has_given_up=True)
    last, sooner = patient.line(20, 10.0)[-1], impatient.line(20, 10.0)[-1]
    assert last is not None
    assert sooner is not None
    assert sooner.point < last.point / 2


def test_nothing_is_said_where_it_would_be_a_guess() -> None:
    new = Estimator()
    for _ in range(19):
        new.served(300)
    assert new.line(2, 10.0) == (None, None, None)
    new.served(300)
    assert None not in new.line(2, 10.0)
    assert new.line(2, 0.0) == (None, None, None)
    long = knowing().line(500, 1.0)
    assert long[-1] is None
    assert all(one is None or one.point <= LONGEST for one in long)


def test_a_small_team_is_told_as_a_range() -> None:
    small, large = knowing().line(0, 9.0)[0], knowing().line(0, 10.0)[0]
    assert small is not None
    assert large is not None
    assert small.is_range
    assert not large.is_range


def test_an_agent_of_several_queues_counts_in_parts() -> None:
    assert places([(1, 1), (4, 2), (1, 4), (3, 0)]) == pytest.approx(3.25)


@given(
    st.lists(st.floats(1, 5000), min_size=20, max_size=60),
    st.lists(st.tuples(st.floats(0, 4000), st.booleans()), max_size=60),
    st.integers(0, 60),
    st.floats(0.25, 100),
)
def test_bounds_are_in_order_and_nobody_waits_less_than_the_one_before(
    services: list[float], waits: list[tuple[float, bool]], length: int, at_once: float
) -> None:
    estimator = Estimator()
    for service in services:
        estimator.served(service)
    for wait, has_given_up in waits:
        estimator.left_line(wait, has_given_up=has_given_up)
        one = estimator.line(length, at_once)[-1]
        if one is not None:
            estimator.settle(one, wait)
    told = [one for one in estimator.line(length, at_once) if one is not None]
    assert all(0 <= one.low <= one.point and one.low <= one.high <= one.most for one in told)
    assert all(one.point <= after.point for one, after in itertools.pairwise(told))


def test_what_is_told_rises_by_one_step_at_most_without_a_cause() -> None:
    before = announce(None, bound(170), 3, 10.0)
    assert (before.position, before.high) == (4, 180)
    assert announce(before, bound(1500), 3, 10.0) == Announced(4, 0, 300, 10.0, None)
    assert announce(before, bound(1500), 3, 6.0) == Announced(4, 0, 1800, 6.0, "fewer_agents")
    assert announce(before, bound(1500), 5, 10.0) == Announced(6, 0, 1800, 10.0, "moved_back")
    assert announce(before, bound(50), 1, 10.0).high == 60


@given(st.lists(st.tuples(st.floats(1, 3600), st.integers(0, 9), st.integers(1, 9)), min_size=2))
def test_every_rise_of_more_than_a_step_has_its_cause(
    told: list[tuple[float, int, int]],
) -> None:
    before: Announced | None = None
    for high, ahead, at_once in told:
        now = announce(before, bound(high), ahead, float(at_once))
        assert now.high is not None
        assert now.low <= now.high
        if before is not None and before.high is not None:
            risen = STEPS.index(now.high) - STEPS.index(before.high)
            assert risen <= 1 or now.cause is not None
        before = now


def test_only_the_place_is_told_where_nothing_is_known_or_it_is_too_long() -> None:
    assert announce(None, None, 2, 10.0) == Announced(3, 0, None, 10.0)
    assert announce(None, bound(3700), 2, 10.0).high is None
