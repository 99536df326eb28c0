"""How long whoever guesses must wait."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.accounts.brakes import pacing
from guichet.accounts.brakes.pacing import Law, Tally, counted, left, wait_after

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LAWS = (pacing.PAIR, pacing.ACCOUNT, pacing.ADDRESS, pacing.SECOND_FACTOR, pacing.RESET_MAIL)

laws = st.sampled_from(LAWS)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (1000, 900)],
)
def test_the_wait_doubles_from_the_fifth_failure_up_to_a_quarter_of_an_hour(
    failures: int, seconds: int
) -> None:
    assert wait_after(pacing.PAIR, failures) == timedelta(seconds=seconds)


@given(laws, st.integers(0, 10_000))
def test_one_more_failure_never_shortens_the_wait_and_no_wait_is_beyond_the_cap(
    law: Law, failures: int
) -> None:
    assert wait_after(law, failures) <= wait_after(law, failures + 1) <= law.cap


@given(laws, st.lists(st.integers(0, 7200), max_size=60))
def test_nobody_is_locked_out_for_good_whatever_happened(law: Law, pauses: list[int]) -> None:
    tally, now = None, NOW
    for pause in pauses:
        now += timedelta(seconds=pause)
        tally = counted(law, tally, now)
    assert left(tally, now) <= law.cap
    assert left(tally, now + law.cap) == timedelta(0)


@given(laws, st.integers(1, 200))
def test_an_hour_of_quiet_after_the_wait_wipes_the_slate(law: Law, failures: int) -> None:
    wait = wait_after(law, failures)
    tally = Tally(failures, NOW, NOW + wait if wait else None)
    later = NOW + wait + pacing.FORGOTTEN
    assert counted(law, tally, later).failures == 1


@given(laws, st.integers(1, 200))
def test_a_right_attempt_takes_back_exactly_its_own_count(law: Law, failures: int) -> None:
    before = Tally(failures, NOW)
    after = pacing.forgiven(counted(law, before, NOW))
    assert after is not None
    assert after.failures == failures


def test_guessing_codes_around_the_clock_takes_years_on_average() -> None:
    """Three of a million codes are right at any time; at the cap one guess counts per wait."""
    guesses_a_year = timedelta(days=365) / pacing.SECOND_FACTOR.cap
    assert guesses_a_year * 3 / 1_000_000 < 0.25
