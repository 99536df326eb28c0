"""What a form tells back is what was shown."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.signups.shown import LATEST, SOONEST, Shown, freshness, seal, unseal

KEY = b"k" * 32
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
ONE = Shown("h7k2m9q", 3, "fr", int(AT.timestamp()), "0f" * 16)


def test_it_is_read_as_it_was_sealed() -> None:
    assert unseal(seal(ONE, KEY), KEY) == ONE


@given(st.text(max_size=300))
def test_what_was_not_sealed_here_is_nothing(said: str) -> None:
    assert unseal(said, KEY) is None


@given(st.integers(min_value=0, max_value=60), st.characters(codec="ascii"))
def test_no_sign_of_it_can_be_changed(place: int, sign: str) -> None:
    sealed = seal(ONE, KEY)
    changed = sealed[:place] + sign + sealed[place + 1 :]
    assert changed == sealed or unseal(changed, KEY) is None


def test_it_is_good_once_it_can_have_been_read_and_for_a_day() -> None:
    assert freshness(ONE, "h7k2m9q", 3, AT) == "too_soon"
    assert freshness(ONE, "h7k2m9q", 3, AT + SOONEST) == "good"
    assert freshness(ONE, "h7k2m9q", 3, AT + LATEST + timedelta(seconds=1)) == "stale"
    assert freshness(ONE, "h7k2m9q", 4, AT + SOONEST) == "stale"
    assert freshness(ONE, "other22", 3, AT + SOONEST) == "stale"
    assert freshness(None, "h7k2m9q", 3, AT) == "stale"
