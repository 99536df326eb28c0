"""By which words a contact is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.crm.keys import Word, end_of, keys_of, label_keys_of, normal, tagged, words_of
from guichet.gateway.types import IdentityKind


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Amélie", ("amelie",)),
        ("  PAYET   amé ", ("payet", "ame")),
        ("+262 (0)262 12 34", ("2622621234",)),
        ("00262 692 12", ("26269212",)),
        ("4F2A", ("4f2a",)),
        ("lea@shop.example", ("lea@shop.example",)),
        ("", ()),
        ("a b c d e f g", ("a", "b", "c", "d", "e")),
    ],
)
def test_a_question_becomes_beginnings_of_keys(question: str, expected: tuple[str, ...]) -> None:
    assert words_of(question) == tuple(Word((one,)) for one in expected)


@pytest.mark.parametrize("question", ["0692 12.34-56", "0692123456"])
def test_digits_may_begin_a_number_or_end_one(question: str) -> None:
    (word,) = words_of(question)
    keys = keys_of(None, "0000", [("phone", "+262692123456")])
    assert any(key.startswith(word.beginnings) for key in keys)
    assert word.beginnings[1].endswith("6543212960")


@pytest.mark.parametrize("question", ["3456", "12 34 56", "2123456", "payet 3456"])
def test_a_number_is_found_by_its_last_digits(question: str) -> None:
    keys = keys_of("Éloïse Payet", "0000", [("phone", "+262692123456")])
    for word in words_of(question):
        assert any(key.startswith(word.beginnings) for key in keys)


def test_a_contact_is_found_by_every_word_its_code_and_its_identities() -> None:
    known: list[tuple[IdentityKind, str]] = [
        ("phone", "+262692123456"),
        ("email", "elo@shop.example"),
        ("external", "Client 42"),
    ]
    keys = keys_of("Éloïse Grondin-Payet", "4F2A", known)
    expected = {"eloise", "grondin-payet", "4f2a", "262692123456", "0692123456", "elo@shop.example"}
    assert expected <= keys
    assert "client 42" in keys


def test_nobody_can_type_what_tags_are_found_by() -> None:
    (label,) = label_keys_of(["Fidèle"], None)
    assert tagged("fidele").beginnings == (label,)
    for word in words_of(f"{label} {label[0]}fidele"):
        assert not label.startswith(word.beginnings)


@given(st.text(max_size=40), st.text(max_size=10))
def test_every_text_lies_between_its_beginning_and_the_end_of_it(text: str, more: str) -> None:
    beginning = normal(text)
    assert beginning <= beginning + more.replace("\U0010ffff", "") < end_of(beginning)


@given(st.text(min_size=1, max_size=60))
def test_whoever_types_a_whole_name_finds_it(name: str) -> None:
    keys = keys_of(name, "0000", ())
    for word in words_of(name):
        digits = word.beginnings[0].isdigit()
        assert digits or any(key.startswith(word.beginnings) for key in keys)
