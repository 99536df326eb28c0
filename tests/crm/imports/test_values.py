"""Cells in normal form, however they were written."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.crm.imports.values import (
    amount_of,
    date_of,
    is_month_first,
    language_of,
    moment_of,
    number_of,
    phone_of,
    phones_of,
    postcode_of,
    sex_of,
    truth_of,
)
from guichet.kit.phones import e164

REUNION = ZoneInfo("Indian/Reunion")


@pytest.mark.parametrize(
    ("cell", "territory", "numbers"),
    [
        ("0692 12 34 56", "RE", ["+262692123456"]),
        ("0692.12.34.56", "RE", ["+262692123456"]),
        ("(0692) 12-34-56", "RE", ["+262692123456"]),
        ("692123456", "RE", ["+262692123456"]),
        ("692123456.0", "RE", ["+262692123456"]),
        ("692123456,00", "RE", ["+262692123456"]),
        ("6.92123456E+08", "RE", ["+262692123456"]),
        ("6,92123456E+8", "RE", ["+262692123456"]),
        ("+262 692 12 34 56", "FR", ["+262692123456"]),
        ("00262692123456", "RE", ["+262692123456"]),
        ("+262 (0)692 12 34 56", "RE", ["+262692123456"]),
        ("06 12 34 56 78", "RE", ["+33612345678"]),
        ("612345678", "RE", ["+33612345678"]),
        ("0639 39 98 00", "RE", ["+262639399800"]),
        ("06 12 34 56 78", "FR", ["+33612345678"]),
        ("0692 12 34 56", "FR", ["+262692123456"]),
        ("0690 12 34 56", "GP", ["+590690123456"]),
        ("0262 41 00 00 / 0692 12 34 56", "RE", ["+262262410000", "+262692123456"]),
        ("0692123456 ou 0693123456", "RE", ["+262692123456", "+262693123456"]),
        ("0692123456;0692123456", "RE", ["+262692123456"]),
        ("Tél : 0692 12 34 56", "RE", ["+262692123456"]),
        ("0692-12-34-56 - 0693-12-34-56", "RE", ["+262692123456", "+262693123456"]),
        ("+1 202 555 0123", "RE", ["+12025550123"]),
        ("020 7946 0018", "GB", ["+442079460018"]),
    ],
)
def test_numbers_are_read_as_the_people_of_the_territory_write_them(
    cell: str, territory: str, numbers: list[str]
) -> None:
    assert phones_of(cell, territory) == (tuple(numbers), None)


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("2,62692E+11", "digits_lost"),
        ("6.92E+08", "digits_lost"),
        ("aucun", "not_a_phone"),
        ("12", "not_a_phone"),
        ("0692", "not_a_phone"),
        ("=1+1", "not_a_phone"),
    ],
)
def test_what_is_no_number_is_said(cell: str, fault: str) -> None:
    assert phones_of(cell, "RE")[1] == fault


@given(
    st.sampled_from(["RE", "FR", "GP", "MQ", "GF", "YT", "DE", "GB", "BE", "CH", "MU", "MG", "US"]),
    st.from_regex(r"0[1-9][0-9]{7,9}", fullmatch=True),
)
def test_the_short_way_gives_what_the_library_gives_but_for_french_neighbours(
    territory: str, text: str
) -> None:
    found, whole = phone_of(text, territory), e164(text, territory)
    french = ("+33", "+262", "+590", "+594", "+596")
    assert found == whole or (
        found is not None and found.startswith(french) and (whole or "+33").startswith(french)
    )


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("14/02/1990", "1990-02-14"),
        ("14-02-1990", "1990-02-14"),
        ("14.2.90", "1990-02-14"),
        ("1990-02-14", "1990-02-14"),
        ("1990/02/14", "1990-02-14"),
        ("02/14/1990", "1990-02-14"),
        ("14 février 1990", "1990-02-14"),
        ("14 févr. 90", "1990-02-14"),
        ("14 Feb 1990", "1990-02-14"),
        ("19900214", "1990-02-14"),
        ("14021990", "1990-02-14"),
        ("32918", "1990-02-14"),
        ("1990-02-14 00:00:00", "1990-02-14"),
        ("29/02/2024", "2024-02-29"),
        ("29/02/2023", None),
        ("31/04/2020", None),
        ("hier", None),
        ("12", None),
        ("0692123456", None),
    ],
)
def test_days_are_read_in_several_orders(cell: str, day: str | None) -> None:
    assert date_of(cell) == day


@given(st.dates(date(1900, 1, 1), date(2039, 12, 31)))
def test_every_day_is_read_as_french_and_as_iso(day: date) -> None:
    assert date_of(day.strftime("%d/%m/%Y")) == day.isoformat()
    assert date_of(day.isoformat()) == day.isoformat()


def test_a_file_that_writes_the_month_first_is_read_so() -> None:
    assert is_month_first(["03/04/1990", "02/14/1990"])
    assert not is_month_first(["03/04/1990", "14/02/1990", "02/14/1990"])
    assert not is_month_first(["03/04/1990", "0692123456"])
    assert date_of("03/04/1990", True) == "1990-03-04"
    assert date_of("03/04/1990") == "1990-04-03"


def test_an_instant_is_read_in_its_zone_or_the_companys() -> None:
    assert moment_of("14/02/2026 10:30", REUNION) == datetime(2026, 2, 14, 6, 30, tzinfo=UTC)
    assert moment_of("2026-02-14T10:30:00Z") == datetime(2026, 2, 14, 10, 30, tzinfo=UTC)
    assert moment_of("2026-02-14 10:30:00+04:00") == datetime(2026, 2, 14, 6, 30, tzinfo=UTC)
    assert moment_of("14/02/2026 2:30 PM", REUNION) == datetime(2026, 2, 14, 10, 30, tzinfo=UTC)
    assert moment_of("14/02/2026", REUNION) == datetime(2026, 2, 14, 8, 0, tzinfo=UTC)
    assert moment_of("14/02/2026 99:99") is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1 234,56", 1234.56),
        ("1\u202f234,56", 1234.56),
        ("1.234,56", 1234.56),
        ("1,234.56", 1234.56),
        ("1.234.567", 1234567),
        ("12", 12),
        ("-3,5", -3.5),
        ("0", 0),
        ("12 €", None),
        ("douze", None),
        ("9" * 30, None),
    ],
)
def test_numbers_have_a_decimal_comma_or_point(cell: str, number: float | None) -> None:
    assert number_of(cell) == number


def test_money_is_whole_minor_units() -> None:
    assert [amount_of(cell) for cell in ("12,50 €", "12.5", "EUR 3", "1 234,56", "gratuit")] == [
        1250,
        1250,
        300,
        123456,
        None,
    ]


def test_words_mean_what_people_mean_by_them() -> None:
    assert [sex_of(cell) for cell in ("F", "Mme", "Madame", "H", "M.", "Autre", "?")] == [
        "female",
        "female",
        "female",
        "male",
        "male",
        "other",
        None,
    ]
    assert [truth_of(cell) for cell in ("oui", "VRAI", "1", "Non", "0", "peut-être")] == [
        True,
        True,
        True,
        False,
        False,
        None,
    ]
    assert [language_of(cell) for cell in ("fr", "Français", "en_GB", "le volapük")] == [
        "fr",
        "fr",
        "en-GB",
        None,
    ]


def test_a_postcode_gets_its_zero_back() -> None:
    assert postcode_of("1000", "FR") == "01000"
    assert postcode_of("97400.0", "RE") == "97400"
    assert postcode_of("1000", "BE") == "1000"
    assert postcode_of("Saint-Denis", "RE") is None
