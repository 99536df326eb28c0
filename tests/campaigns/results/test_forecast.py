"""When a campaign will have ended."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.results.forecast import KEPT, WINDOW, Sample, foreseen, noted

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def followed(per_second: float, seconds: int, step: int = 1) -> list[Sample]:
    samples: list[Sample] = []
    for second in range(0, seconds + 1, step):
        samples = list(noted(samples, after(second), round(second * per_second)))
    return samples


@pytest.mark.parametrize("per_second", [2, 100, 3_333])
def test_at_a_steady_pace_the_end_is_foreseen_within_a_tenth(per_second: int) -> None:
    total = per_second * 3_600
    for second in (20, 300, 1_800):
        samples = followed(per_second, second)
        told = foreseen(samples, after(second), left=total - per_second * second)
        assert told.ends_at is not None
        assert abs((told.ends_at - after(3_600)).total_seconds()) <= 360


def test_when_it_becomes_slower_the_forecast_follows_within_two_minutes() -> None:
    samples = followed(100, 600)
    done = samples[-1].settled
    for second in range(601, 600 + int(WINDOW.total_seconds()) + 6):
        samples = list(noted(samples, after(second), done + (second - 600) * 10))
    told = foreseen(samples, samples[-1].at, left=6_000)
    assert told.per_minute == pytest.approx(600, rel=0.05)


def test_nothing_is_told_of_a_speed_while_nothing_moves() -> None:
    samples = followed(0, 60)
    assert foreseen(samples, after(60), left=10).per_minute is None
    moved = followed(10, 60)
    assert foreseen(moved, after(120), left=10).per_minute is None
    assert foreseen([], AT, left=10).ends_at is None


def test_a_pace_that_was_set_is_believed_before_anything_moved() -> None:
    assert foreseen([], AT, left=10, ends_by=after(600)).ends_at == after(600)
    assert foreseen(followed(100, 60), after(60), left=1, ends_by=after(600)).ends_at == after(600)


def test_what_must_wait_begins_later() -> None:
    told = foreseen(followed(10, 60), after(60), left=600, waits_until=after(1_000))
    assert told.ends_at == after(1_060)


def test_nothing_left_has_no_end_to_come() -> None:
    assert foreseen(followed(10, 60), after(60), left=0).ends_at is None


@given(st.lists(st.integers(0, 40), max_size=200))
def test_samples_stay_few_and_in_order(steps: list[int]) -> None:
    samples: list[Sample] = []
    second = 0
    for step in steps:
        second += step
        samples = list(noted(samples, after(second), second))
    assert len(samples) <= KEPT
    assert [one.at for one in samples] == sorted({one.at for one in samples})
    assert not samples or samples[-1] == Sample(after(second), second)
