"""What counts now about an address: the last word about each medium, whenever it was noted."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guichet.consent.standing import matters, refuses, standings
from guichet.consent.types import Consent, ConsentMedium, Decision, Given, Recorder

BEGUN = datetime(2026, 3, 2, tzinfo=UTC)
MEDIA: tuple[ConsentMedium, ...] = ("sms", "mail", "any")


def entry(number: int, day: int, medium: ConsentMedium, decision: Decision) -> Consent:
    at = BEGUN + timedelta(days=day)
    given_ = Given("marketing", medium, decision, "agent")
    return Consent(
        UUID(int=number), None, "phone", b"x", given_, at, at, Recorder("user", None, None)
    )


histories = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(MEDIA), st.sampled_from(["granted", "withdrawn"])),
    max_size=8,
)


@given(histories)
def test_the_last_word_about_a_medium_or_any_counts_in_whatever_order_it_is_read(
    history: Sequence[tuple[int, ConsentMedium, Decision]],
) -> None:
    entries = [entry(number, *one) for number, one in enumerate(history)]
    mixed = sorted(entries, key=lambda one: (one.id.int * 7) % 5)
    found = standings(mixed)
    for medium in MEDIA:
        fitting = [one for one in entries if one.given.medium in (medium, "any")]
        last = max(fitting, key=lambda one: (one.at, one.id), default=None)
        assert refuses(found, medium) == (last is not None and last.given.decision == "withdrawn")
        assert matters(found) or not refuses(found, medium)


def test_a_yes_to_one_medium_after_a_no_to_all_leaves_the_others_refused() -> None:
    found = standings([entry(1, 0, "any", "withdrawn"), entry(2, 1, "sms", "granted")])
    assert not refuses(found, "sms")
    assert refuses(found, "mail")
