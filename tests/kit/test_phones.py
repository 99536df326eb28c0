"""Phone numbers in one form."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.phones import FRENCH_CODES, e164, national_digits

OVERSEAS = [
    "262",
    "263",
    "269",
    "639",
    "692",
    "693",
    "590",
    "690",
    "691",
    "594",
    "694",
    "596",
    "696",
    "697",
]


@pytest.mark.parametrize(
    ("written", "territory", "expected"),
    [
        ("0692 12 34 56", "RE", "+262692123456"),
        ("+262 692-12-34-56", "FR", "+262692123456"),
        ("00262692123456", "RE", "+262692123456"),
        ("+262 (0)692 12 34 56", "RE", "+262692123456"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("06 12 34 56 78", "RE", "+33612345678"),
        ("0692123456", "FR", "+262692123456"),
        ("0693.12.34.56", "GP", "+262693123456"),
        ("(0690) 12-34-56", "RE", "+590690123456"),
        ("0691 12 34 56", "MQ", "+590691123456"),
        ("0694 12 34 56", "RE", "+594694123456"),
        ("0696 12 34 56", "RE", "+596696123456"),
        ("0697 12 34 56", "FR", "+596697123456"),
        ("0639 39 98 00", "RE", "+262639399800"),
        ("0639 39 98 00", "FR", "+262639399800"),
        ("0269 61 12 34", "FR", "+262269611234"),
        ("0692 12 34 56", "DE", "+49692123456"),
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


@given(
    st.sampled_from(["FR", "RE", "YT", "GP", "MQ", "GF", "BL", "MF"]),
    st.from_regex(r"0[1-9][0-9]{7,9}", fullmatch=True),
)
def test_a_number_dialled_in_france_is_of_the_neighbour_it_is_real_in(
    territory: str, text: str
) -> None:
    form = phonenumbers.PhoneNumberFormat.E164
    number = phonenumbers.parse(text, territory)
    possible = phonenumbers.is_possible_number(number)
    whole = phonenumbers.format_number(number, form) if possible else None
    found = e164(text, territory)
    if found != whole:
        assert text[1:4] in OVERSEAS or not phonenumbers.is_valid_number(number)
        assert found is not None
        assert found.startswith(FRENCH_CODES)
        assert found.endswith(text[1:])


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
