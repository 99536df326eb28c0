"""How long the runner waits before connecting again."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.backoff import LONGEST, STEADY, failures_after, wait_before


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_never_longer_than_a_minute_nor_shorter_than_half_a_second(
    failures: int, chance: float
) -> None:
    assert timedelta(seconds=0.5) <= wait_before(failures, lambda: chance) <= LONGEST


def test_waits_double_with_every_failure() -> None:
    waits = [wait_before(n, lambda: 0.0) for n in range(1, 5)]
    assert [later / earlier for earlier, later in pairwise(waits)] == [2, 2, 2]


def test_a_steady_connection_starts_anew() -> None:
    assert failures_after(7, STEADY) == 1
    assert failures_after(7, STEADY - timedelta(seconds=1)) == 8
