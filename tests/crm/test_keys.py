"""By which words a contact is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.crm.keys import end_of, keys_of, normal, words_of


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Amélie", ("amelie",)),
        ("  PAYET   amé ", ("payet", "ame")),
        ("0262 12.34-56", ("0262123456",)),
        ("+262 (0)262 12 34", ("26202621234",)),
        ("4F2A", ("4f2a",)),
        ("lea@shop.example", ("lea@shop.example",)),
        ("", ()),
        ("a b c d e f g", ("a", "b", "c", "d", "e")),
    ],
)
def test_a_question_becomes_beginnings_of_keys(question: str, expected: tuple[str, ...]) -> None:
    assert words_of(question) == expected


def test_a_contact_is_found_by_every_word_its_code_and_its_identities() -> None:
    keys = keys_of("Éloïse Grondin-Payet", "4F2A", ("+262692123456", "Elo@Shop.example"))
    expected = {"eloise", "grondin-payet", "4f2a", "262692123456", "elo@shop.example"}
    assert expected <= keys


@given(st.text(max_size=40), st.text(max_size=10))
def test_every_text_lies_between_its_beginning_and_the_end_of_it(text: str, more: str) -> None:
    beginning = normal(text)
    assert beginning <= beginning + more.replace("\U0010ffff", "") < end_of(beginning)


@given(st.text(min_size=1, max_size=60))
def test_whoever_types_a_whole_name_finds_it(name: str) -> None:
    keys = keys_of(name, "0000", ())
    for word in words_of(name):
        assert any(key.startswith(word) or word.isdigit() for key in keys)
