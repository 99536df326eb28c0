"""How fast and how much at a time: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.channels.sms.links.pacing import Bucket, Window


@given(
    rate=st.floats(1, 5_000),
    steps=st.lists(st.floats(0, 0.5), min_size=1, max_size=400),
    wanted=st.integers(1, 1_000),
)
def test_no_second_sees_more_than_its_rate(rate: float, steps: list[float], wanted: int) -> None:
    now, passed = 0.0, list[tuple[float, int]]()
    bucket = Bucket(rate, now)
    for step in steps:
        now += step
        count = bucket.room(now, wanted)
        bucket.spend(count)
        passed.append((now, count))
    for begin, _ in passed:
        seen = sum(count for at, count in passed if begin <= at < begin + 1)
        assert seen <= rate * 1.02 + 1


def test_without_a_rate_everything_passes() -> None:
    assert Bucket(None, 0.0).room(0.0, 10_000) == 10_000


def test_the_wait_is_until_the_next_may_pass() -> None:
    bucket = Bucket(10, 0.0)
    bucket.spend(bucket.room(0.0, 5))
    assert bucket.room(0.0, 5) == 0
    assert bucket.wait() == pytest.approx(0.1, rel=0.01)
    assert bucket.room(bucket.wait(), 5) == 1


def test_a_window_halves_once_for_each_sign_and_grows_by_one_each_window() -> None:
    window = Window(64)
    window.throttled(1.0, 0.1)
    window.throttled(1.05, 0.1)
    assert (window.size, window.until) == (32, 1.1)
    for _ in range(32):
        window.answered(1)
    assert window.size in {32, 33}
    window.answered(10_000)
    assert window.size == 64


def test_the_pause_doubles_while_nothing_is_taken_and_is_bounded() -> None:
    window, now = Window(8), 0.0
    pauses = []
    for _ in range(10):
        now += 100
        window.throttled(now, 0.1)
        pauses.append(round(window.pause, 3))
    assert pauses[:4] == [0.1, 0.2, 0.4, 0.8]
    assert pauses[-1] == 10
    assert window.size == 1
    window.answered(1)
    window.throttled(now + 100, 0.1)
    assert window.pause == 0.1
