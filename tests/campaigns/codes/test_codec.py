"""Codes people read out at a till."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.codes.codec import (
    MOST_OFFERS,
    MOST_PEOPLE,
    SECRET_BYTES,
    code_of,
    place_of,
    read,
)

SECRET = bytes(range(SECRET_BYTES))
OFFERS = st.integers(0, MOST_OFFERS - 1)
PLACES = st.integers(0, MOST_PEOPLE)


@given(OFFERS, PLACES)
def test_a_code_says_which_offer_and_whose(offer: int, place: int) -> None:
    found = read(code_of(offer, SECRET, place))
    assert found is not None
    assert found.offer == offer
    assert place_of(found.body, SECRET) == place


@given(
    OFFERS, PLACES, st.sampled_from([str.lower, lambda t: t.replace("-", " "), lambda t: f" {t} "])
)
def test_a_code_may_be_typed_as_people_type(offer: int, place: int, typed: object) -> None:
    code = code_of(offer, SECRET, place)
    assert read(typed(code)) == read(code)  # type: ignore[operator]  # what a case gives
    misread = code.replace("0", "O").replace("1", "l")
    assert read(misread) == read(code)


def test_codes_are_ten_signs_and_no_two_are_alike() -> None:
    codes = {code_of(3, SECRET, place) for place in range(1, 10_001)}
    assert len(codes) == 10_000
    assert {len(one) for one in codes} == {10}
    assert not {sign for one in codes for sign in one} & set("ILOU")


@pytest.mark.parametrize("text", ["", "K7M2", "K7M2-9QXW!", "A" * 13, "00-12345678", "é" * 9])
def test_what_cannot_be_a_code_is_known_at_once(text: str) -> None:
    assert read(text) is None


def test_a_changed_letter_is_another_code_that_nobody_was_given() -> None:
    code = code_of(0, SECRET, 500)
    wrong = 0
    for at in range(1, len(code)):
        for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            found = read(code[:at] + sign + code[at + 1 :]) if code[at] != "-" else None
            if found is not None and sign != code[at]:
                wrong += place_of(found.body, SECRET) is not None
    assert wrong == 0


def test_there_is_no_place_beyond_the_last() -> None:
    with pytest.raises(ValueError, match="no place"):
        code_of(MOST_OFFERS, SECRET, 1)
