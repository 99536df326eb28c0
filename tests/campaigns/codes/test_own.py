"""Codes a company brings along: which of what it sent are codes, and whose."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.codes import own
from guichet.campaigns.codes.own import Column, column_of, like, lines, normal, sorted_out, written
from guichet.campaigns.codes.types import MOST_OWN

MINE, OTHERS = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("ETE24-AAAA", "ETE24AAAA"),
        (" ete24 aaaa ", "ETE24AAAA"),
        ("ete_24.aa/aa", "ETE24AAAA"),
        ("ETE24–AAAA", "ETE24AAAA"),
        ("0012345678905", "0012345678905"),
        ("ABC", None),
        ("été24-AAAA", None),
        ("1,23457E+12", None),
        ("ETE24 AAAA!", None),
        ("A" * 31, None),
        ("A" + " " * 500 + "BCD", None),
        ("", None),
        ("-----", None),
    ],
)
def test_how_a_code_is_typed_does_not_count(text: str, bare: str | None) -> None:
    assert normal(text) == bare


@given(st.text(max_size=60))
def test_whatever_stands_in_a_cell_is_a_code_or_is_none(text: str) -> None:
    bare = normal(text)
    if bare is not None:
        assert bare.isascii()
        assert normal(written(text)) == bare
        assert normal(bare) == bare


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([["ETE24-AAAA"], ["ETE24-BBBB"]], Column(0, header=False)),
        ([["Codes promo"], ["ETE24-AAAA"]], Column(0, header=True)),
        ([["N°", "Code"], ["1001", "AAAA"], ["1002", "BBBB"]], Column(1, header=True)),
        ([["Code client", "Numéro du bon"], ["C001", "XY12"]], Column(1, header=True)),
        ([["Gutscheinnummer"], ["AB12"], ["AB13"]], Column(0, header=True)),
        ([["20 %", "AB12"], ["20 %", "AB13"]], Column(1, header=False)),
        ([["20 %"], ["-"]], None),
        ([["Code"]], None),
        ([], None),
    ],
)
def test_the_column_of_codes_is_found_by_its_name_or_by_what_stands_in_it(
    rows: list[list[str]], column: Column | None
) -> None:
    assert column_of(rows) == column


def test_a_row_that_is_too_short_has_no_code() -> None:
    rows = iter([["1", "AAAA"], ["2"], ["3", "BBBB"]])
    assert list(own.cells(rows, Column(1, header=False))) == ["AAAA", "", "BBBB"]


def test_what_is_pasted_is_a_code_a_line() -> None:
    assert lines('AAAA, BBBB;CCCC\r\n"DD DD"\n\n\tEEEE') == "AAAA\nBBBB\nCCCC\nDD DD\nEEEE\n"
    assert lines(" \n,;") == ""


def test_each_row_is_taken_or_told_why_it_is_not() -> None:
    held = {"OLD1": MINE, "THEIRS1": OTHERS}
    texts = ["New-1", "new 1", "old-1", "theirs1", "é", "NEW2"]
    found = sorted_out(texts, held, MINE, there=10)
    assert found.taken == [("New-1", "NEW1"), ("NEW2", "NEW2")]
    assert found.refused == [
        (1, "new 1", "twice"),
        (2, "old-1", "twice"),
        (3, "theirs1", "elsewhere"),
        (4, "é", "unfit"),
    ]


def test_no_campaign_has_more_than_a_million() -> None:
    found = sorted_out(["AAAA", "BBBB"], {}, MINE, there=MOST_OWN - 1)
    assert [code for code, _ in found.taken] == ["AAAA"]
    assert found.refused == [(1, "BBBB", "beyond")]


def test_a_test_text_shows_no_code_that_is_good() -> None:
    assert like("ETE24-ab12") == "XXXXX-XXXX"
    assert like(None) == "XXXX-XXXX"
