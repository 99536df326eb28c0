"""What an answer means, and when a body is tried again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.hooks.deliveries.verdicts import (
    LIFE,
    STUBBORN,
    WAITS,
    Failed,
    is_over,
    next_after,
    verdict_of,
    wait_after,
)
from tests.conftest import MORNING


def even() -> float:
    """No chance in it."""
    return 0.5


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, "delivered"),
        (204, "delivered"),
        (301, "away"),
        (400, "refused"),
        (401, "away"),
        (404, "away"),
        (410, "gone"),
        (422, "refused"),
        (429, "away"),
        (500, "away"),
        (503, "away"),
        (None, "away"),
    ],
)
def test_an_answer_is_for_one_body_or_for_all(status: int | None, verdict: str) -> None:
    assert verdict_of(status) == verdict


def test_a_line_waits_behind_its_first_body_while_the_receiver_is_away() -> None:
    then = next_after("away", Failed(None, 3, 3, MORNING), MORNING, even)
    assert (then.at - MORNING, then.aside, then.dead) == (WAITS[2], False, False)


def test_a_refused_body_steps_aside_and_is_given_up_after_its_life() -> None:
    first = next_after("refused", Failed(400, 1, 1, MORNING), MORNING, even)
    last = next_after("refused", Failed(400, 12, 1, MORNING), MORNING + LIFE, even)
    assert (first.aside, first.dead) == (True, False)
    assert last.dead


@pytest.mark.parametrize(
    ("status", "attempts", "aside"),
    [(500, STUBBORN - 1, False), (500, STUBBORN, True), (503, 9, False), (404, 9, False)],
)
def test_a_body_that_makes_the_receiver_fail_again_and_again_steps_aside(
    status: int, attempts: int, aside: bool
) -> None:
    failed = Failed(status, attempts, attempts, MORNING)
    assert next_after("away", failed, MORNING, even).aside is aside


def test_the_receiver_may_ask_for_a_longer_wait_within_bounds() -> None:
    def wait(seconds: int) -> timedelta:
        failed = Failed(429, 1, 1, MORNING, retry_after=seconds)
        return next_after("away", failed, MORNING, even).at - MORNING

    assert wait(1) == WAITS[0]
    assert wait(90) == timedelta(seconds=90)
    assert wait(10_000_000) == WAITS[-1]


@given(st.integers(1, 100), st.floats(0, 1, exclude_max=True))
def test_waits_differ_by_a_fifth_and_are_bounded(failures: int, drawn: float) -> None:
    wait = wait_after(failures, lambda: drawn)
    plain = wait_after(failures, even)
    assert plain * 0.8 <= wait <= plain * 1.2
    assert wait <= WAITS[-1] * 1.2


def test_a_hook_is_over_after_two_days_without_one_success() -> None:
    assert not is_over(None, MORNING)
    assert not is_over(MORNING, MORNING + LIFE - timedelta(seconds=1))
    assert is_over(MORNING, MORNING + LIFE)
