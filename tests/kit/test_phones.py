"""Phone numbers in one form."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.phones import e164, national_digits


@pytest.mark.parametrize(
    ("written", "territory", "expected"),
    [
        ("0692 12 34 56", "RE", "+262692123456"),
        ("+262 692-12-34-56", "FR", "+262692123456"),
        ("00262692123456", "RE", "+262692123456"),
        ("+262 (0)692 12 34 56", "RE", "+262692123456"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("(202) 555-0143", "US", "+12025550143"),
        ("12", "RE", None),
        ("call me", "RE", None),
        ("0692 12 34 56 78 90 12 34", "RE", None),
        ("9" * 60, "RE", None),
    ],
)
def test_a_number_is_read_as_people_of_the_territory_write_it(
    written: str, territory: str, expected: str | None
) -> None:
    assert e164(written, territory) == expected


def test_a_number_is_also_known_as_it_is_dialled_at_home() -> None:
    assert national_digits("+262692123456") == "0692123456"
    assert national_digits("nonsense") is None


@given(
    st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)),
    st.text("0123456789", min_size=3, max_size=13),
)
def test_a_number_in_full_is_read_as_the_library_reads_it(code: int, rest: str) -> None:
    try:
        number = phonenumbers.parse(f"+{code}{rest}", "RE")
    except phonenumbers.NumberParseException:
        expected = None
    else:
        form = phonenumbers.PhoneNumberFormat.E164
        possible = phonenumbers.is_possible_number(number)
        expected = phonenumbers.format_number(number, form) if possible else None
    assert e164(f"+{code}{rest}", "RE") == expected
