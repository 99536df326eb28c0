"""Codes of short links: short, each person's own, not to be guessed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.links.codes import BODY, MOST_PEOPLE, SECRET_BYTES, code_of, place_of, read
from guichet.protocols.gsm7.alphabets import Encoding
from guichet.protocols.gsm7.segments import segment

SECRET = bytes(range(SECRET_BYTES))
OTHER = bytes(SECRET_BYTES)
NUMBERS = st.integers(0, 2**63 - 1)
PLACES = st.integers(0, MOST_PEOPLE)


@given(NUMBERS, PLACES, st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES))
def test_a_code_says_which_link_and_whose(number: int, place: int, secret: bytes) -> None:
    found = read(code_of(number, secret, place))
    assert found is not None
    assert found.number == number
    assert place_of(found.body, secret) == place


def test_every_recipient_has_another_code() -> None:
    assert len({code_of(7, SECRET, place) for place in range(20_000)}) == 20_000


@pytest.mark.parametrize(("number", "characters"), [(1, 9), (61, 9), (62, 10), (238_327, 11)])
def test_a_code_is_as_short_as_the_links_number_lets_it_be(number: int, characters: int) -> None:
    code = code_of(number, SECRET, 1_000_000)
    assert len(code) == characters
    counted = segment(code)
    assert (counted.encoding, counted.units) == (Encoding.GSM7, characters)


@given(st.text(max_size=24))
def test_anything_can_be_asked_for(text: str) -> None:
    found = read(text)
    if found is not None and len(text) <= 18:
        assert text.endswith(text[-BODY:])
        assert place_of(found.body, SECRET) in {None, *range(MOST_PEOPLE + 1)}


@pytest.mark.parametrize(
    "text", ["", "12345678", "0123456789", "12345678é", "a/../../etc", "x" * 40, "1 2345678"]
)
def test_what_is_no_code_is_known_without_asking_anybody(text: str) -> None:
    assert read(text) is None


def test_a_code_of_another_link_or_a_changed_one_leads_nowhere() -> None:
    code = code_of(5, SECRET, 42)
    found = read(code)
    assert found is not None
    assert place_of(found.body, OTHER) is None
    for at in range(1, len(code)):
        for letter in "aZ09":
            changed = read(code[:at] + letter + code[at + 1 :])
            assert changed is not None
            if letter != code[at]:
                assert place_of(changed.body, SECRET) is None


def test_a_hundred_thousand_guesses_find_nobody() -> None:
    """The chance that one of 100,000 finds any of 8 million recipients is below one in a hundred:
    the seed is fixed.
    """
    chance = random.Random(20_261_126)
    assert not any(place_of(chance.getrandbits(47), SECRET) for _ in range(100_000))


def test_there_is_no_place_beyond_the_last() -> None:
    with pytest.raises(ValueError, match="no place"):
        code_of(1, SECRET, MOST_PEOPLE + 1)
