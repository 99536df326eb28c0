"""Cells on their way out."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.crm.imports.cells import as_lines, harmless


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ('=HYPERLINK("https://x")', '\'=HYPERLINK("https://x")'),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\tx", "'\tx"),
        ("+262692123456", "+262692123456"),
        ("+262 692 12-34", "+262 692 12-34"),
        ("-12.50", "-12.50"),
        ("Payet", "Payet"),
        ("", ""),
    ],
)
def test_nothing_is_taken_for_a_formula(cell: str, written: str) -> None:
    assert harmless(cell) == written


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0")))))
def test_lines_are_read_as_they_were_written(rows: list[list[str]]) -> None:
    text = as_lines(rows).decode()
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert read == [[harmless(cell) for cell in row] for row in rows]
