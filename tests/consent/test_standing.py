"""Who refuses: the last word counts, in whatever order words are read."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guichet.consent.standing import Word, refusing

BEGUN = datetime(2026, 3, 2, tzinfo=UTC)

words = st.lists(
    st.builds(
        lambda number, day, address, decision: Word(
            address, decision, BEGUN + timedelta(days=day), UUID(int=number)
        ),
        st.integers(0, 99),
        st.integers(0, 4),
        st.sampled_from([b"a", b"b"]),
        st.sampled_from(["granted", "withdrawn"]),
    ),
    max_size=10,
    unique_by=lambda word: word.entry_id,
)


@given(words, st.randoms(use_true_random=False))
def test_the_last_word_of_an_address_counts_in_whatever_order_they_come(
    history: list[Word], chance: Random
) -> None:
    expected = set()
    for address in (b"a", b"b"):
        own = sorted(
            (word for word in history if word.address_hash == address),
            key=lambda word: (word.at, word.entry_id),
        )
        if own and own[-1].decision == "withdrawn":
            expected.add(address)
    mixed = list(history)
    chance.shuffle(mixed)
    assert refusing(mixed) == expected
