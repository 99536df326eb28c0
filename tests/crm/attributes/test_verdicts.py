"""What values may be."""

import pytest

from guichet.crm.attributes.types import Attribute, Choice, Draft, Label
from guichet.crm.attributes.verdicts import checked, draft_faults
from tests.crm.scene import DEFINITIONS

KNOWN = [
    Attribute(
        id=None,  # type: ignore[arg-type]  # not looked at here
        version=1,
        key=one.key,
        label=one.label,
        type=one.type,
        choices=one.choices,
    )
    for one in DEFINITIONS
]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("birth_date", "1984-02-29"),
        ("points", 12),
        ("points", -1.5),
        ("spent", 1999),
        ("pro", False),
        ("origin", "Cilaos"),
        ("level", "gold"),
        ("level", None),
    ],
)
def test_what_fits_is_taken_as_it_is(key: str, value: object) -> None:
    assert checked({key: value}, KNOWN) == ({key: value}, [])


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("birth_date", "1985-02-29", "not_a_date"),
        ("birth_date", "12/05/1984", "not_a_date"),
        ("birth_date", 1984, "not_a_date"),
        ("points", "12", "not_a_number"),
        ("points", True, "not_a_number"),
        ("points", float("nan"), "too_big"),
        ("points", 10**20, "too_big"),
        ("spent", 19.99, "not_a_whole_number"),
        ("spent", True, "not_a_whole_number"),
        ("pro", "yes", "not_a_boolean"),
        ("origin", 3, "not_text"),
        ("origin", "  ", "required"),
        ("origin", "x" * 2001, "too_long"),
        ("level", "silver", "not_one_of"),
        ("level", 1, "not_one_of"),
        ("shoe_size", 42, "unknown_field"),
    ],
)
def test_what_does_not_fit_is_named_with_its_fault(key: str, value: object, code: str) -> None:
    good, faults = checked({key: value}, KNOWN)
    assert good == {}
    assert [(fault.pointer, fault.code) for fault in faults] == [(f"attributes/{key}", code)]


GOLD = Choice("gold", Label("Or", "Gold"))


@pytest.mark.parametrize(
    ("draft", "faults"),
    [
        (Draft("birth_date", Label("a", "b"), "date", meaning="birth_date"), []),
        (Draft("Birth", Label("a", "b"), "date"), [("key", "bad_attribute_key")]),
        (
            Draft("born", Label("a", "b"), "text", meaning="birth_date"),
            [("meaning", "meaning_needs_type")],
        ),
        (Draft("level", Label("a", "b"), "choice"), [("choices", "required")]),
        (Draft("level", Label("a", "b"), "text", (GOLD,)), [("choices", "choices_not_here")]),
        (
            Draft("level", Label("a", "b"), "choice", (GOLD, GOLD)),
            [("choices/1/key", "choice_twice")],
        ),
        (
            Draft("level", Label("a", "b"), "choice", (Choice("!", Label("a", "b")),)),
            [("choices/0/key", "bad_attribute_key")],
        ),
    ],
)
def test_a_definition_says_what_is_wrong_with_it(
    draft: Draft, faults: list[tuple[str, str]]
) -> None:
    assert [(one.pointer, one.code) for one in draft_faults(draft)] == faults
