"""Rating and files of prices: tables and properties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.money import Money
from guichet.prices.rating import rate, tariff_at
from guichet.prices.sheets import LineFault, parse
from guichet.prices.types import PriceRow

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)

digits = st.text("123", min_size=1, max_size=6)


@given(
    st.lists(
        st.builds(
            PriceRow,
            digits,
            st.sampled_from([NOW - timedelta(days=9), NOW, LATER]),
            st.one_of(st.none(), st.integers(0, 99)),
        ),
        max_size=25,
    ),
    st.lists(digits, max_size=8),
)
def test_the_longest_prefix_that_counts_today_gives_the_price(
    rows: list[PriceRow], numbers: list[str]
) -> None:
    def plainly(number: str) -> int | None:
        counting = [row for row in rows if row.valid_from <= NOW and number.startswith(row.prefix)]
        longest = max((len(row.prefix) for row in counting), default=0)
        of_it = [row for row in counting if len(row.prefix) == longest]
        newest = max((row.valid_from for row in of_it), default=NOW)
        return next((row.micros for row in reversed(of_it) if row.valid_from == newest), None)

    tariff = tariff_at(rows, "EUR", NOW)
    assert [tariff.micros(f"+{number}") for number in numbers] == [*map(plainly, numbers)]
    assert tariff.micros_of_many(f"+{one}" for one in numbers) == [*map(plainly, numbers)]
    planned = [row.valid_from for row in rows if row.valid_from > NOW]
    assert tariff.until == min(planned, default=None)


def test_the_price_of_a_message_is_that_of_its_parts_exactly() -> None:
    rows = [PriceRow("262", NOW, 50_000), PriceRow("262692", NOW, 45_600)]
    tariff = tariff_at(rows, "EUR", NOW)
    assert rate(tariff, "+262692123456", 3) == Money.of("0.1368", "EUR")
    assert rate(tariff, "+262639123456", 1) == Money.of("0.05", "EUR")
    assert rate(tariff, "+33612345678", 1) is None


def test_a_file_is_read_with_its_own_separators_names_and_decimals() -> None:
    text = "\ufeffPréfixe;Prix;Depuis\r\n+262 692;0,0456;2026-04-01\r\n\r\n0033;0,05;\r\n594;-;\r\n"
    sheet = parse(text, NOW)
    assert sheet.faults == ()
    assert sheet.rows == (
        PriceRow("262692", datetime(2026, 4, 1, tzinfo=UTC), 45_600),
        PriceRow("33", NOW, 50_000),
        PriceRow("594", NOW, None),
    )


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [(1, "sheet_empty")]),
        ("prefix,price\n", [(1, "sheet_empty")]),
        ("prefix,cost\n33,1\n", [(1, "column_missing")]),
        ("prefix,price\nx,1\n33,-1\n33,abc\n33,0.00000001\n", [
            (2, "prefix_invalid"), (3, "price_invalid"), (4, "price_invalid"), (5, "price_invalid"),
        ]),
        ("prefix,price,valid_from\n33,1,soon\n33,1,2020-01-01\n", [
            (2, "date_invalid"), (3, "date_past"),
        ]),
        ('prefix,price\n33,1\n34,"' + "9" * 140_000, [(3, "sheet_unreadable")]),
        ("prefix,price\n33,1\n33,2\n34\n", [(3, "prefix_twice"), (4, "price_invalid")]),
    ],
)  # fmt: skip
def test_every_faulty_line_of_a_file_is_told(text: str, faults: list[tuple[int, str]]) -> None:
    assert [(one.line, one.code) for one in parse(text, NOW).faults] == faults


@given(st.text(max_size=200))
def test_no_file_makes_the_reader_fail(text: str) -> None:
    sheet = parse(f"prefix,price\n{text}", NOW)
    assert all(isinstance(one, LineFault) for one in sheet.faults)
    assert sheet.rows or sheet.faults
