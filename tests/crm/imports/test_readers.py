"""Files of whatever kind as rows of cells."""

import codecs
import csv
import io
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.crm.imports.readers.faults import Unreadable
from guichet.crm.imports.readers.lines import LONGEST_LINE, encoding_of, is_plain, rewritten
from guichet.crm.imports.readers.pasted import as_csv
from guichet.crm.imports.readers.sheets import MOST_UNPACKED, is_sheet, rewritten_sheet
from guichet.crm.imports.readers.tables import Table, separator_of
from guichet.crm.imports.types import Layout
from tests.crm.imports.files import Rows, read, spreadsheet

LATIN = st.characters(codec="cp1252", exclude_categories=("Cc", "Zs", "Zl", "Zp"))
WORD = st.text(LATIN, min_size=1, max_size=12)
CELL = st.one_of(
    WORD,
    st.lists(WORD, min_size=2, max_size=3).map(" ".join),
    st.sampled_from(['dit "Ti"', "a;b", "a,b", "12,50", "ligne 1\nligne 2", ""]),
)
ROWS = st.lists(st.tuples(WORD, CELL, CELL, WORD).map(list), min_size=3, max_size=12)


def written(rows: Rows, separator: str, ending: str, *, every: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=separator,
        lineterminator=ending,
        quoting=csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL,
    )
    writer.writerows(rows)
    return text.getvalue()


@given(
    ROWS,
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
def test_what_programs_write_is_read_as_it_was(
    rows: list[list[str]], separator: str, ending: str, encoding: str
) -> None:
    content = written(rows, separator, ending, every=True).encode(encoding)
    name, begins = encoding_of(content)
    if not is_plain(content[begins:], name):
        content = b"".join(rewritten(io.BytesIO(content), name, begins))
        name, begins = "utf-8", 0
    layout = Layout(name, separator, header=False, begins=begins)
    found = list(Table(io.BytesIO(content), layout, begins))
    if name == "cp1252" or encoding != "cp1252":
        assert found == rows


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_among_decimal_commas(separator: str) -> None:
    rows = [["Nom", "Solde", "Note"], ["Payet", "12,50", "a"], ["Hoarau", "1 200,00", "b, c"]]
    assert read(written(rows, separator, "\r\n", every=False).encode()) == rows


def test_a_separator_that_is_said_counts() -> None:
    assert read(b"sep=|\r\na|b,c\r\nd|e,f\r\n") == [["a", "b,c"], ["d", "e,f"]]


def test_one_column_has_no_separator() -> None:
    assert read(b"0692123456\n0693123456\n") == [["0692123456"], ["0693123456"]]


def test_lines_of_several_encodings_are_each_read_as_what_they_are() -> None:
    content = "Éloïse;1\n".encode() + "Zoé;2\n".encode("cp1252") + "Ève;3\n".encode()
    assert [row[0] for row in read(content)] == ["Éloïse", "Zoé", "Ève"]


def test_rows_without_anything_are_left_out() -> None:
    assert read(b"a;b\n;\n\n  ; \nc;d\n") == [["a", "b"], ["c", "d"]]


@given(ROWS, st.integers(0, 11))
def test_reading_goes_on_from_any_row(rows: list[list[str]], n: int) -> None:
    content = written(rows, ";", "\n", every=True).encode()
    layout = Layout("utf-8", ";", header=False)
    table = Table(io.BytesIO(content), layout, 0)
    first = list(islice(table, n))
    assert first + list(Table(io.BytesIO(content), layout, table.at)) == rows


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n...", "another_kind_of_file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "another_kind_of_file"),
        (b"\x1f\x8b\x08\0\0\0", "another_kind_of_file"),
        (bytes(range(256)) * 20, "another_kind_of_file"),
    ],
)
def test_files_of_another_kind_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        encoding_of(content)
    assert refused.value.code == code


def test_a_line_without_end_is_refused_before_it_is_held() -> None:
    layout = Layout("utf-8", ";", header=False)
    with pytest.raises(Unreadable) as refused:
        list(Table(io.BytesIO(b"x" * (LONGEST_LINE + 2)), layout, 0))
    assert refused.value.code == "line_too_long"


def test_quotation_marks_that_never_close_are_said() -> None:
    layout = Layout("utf-8", ";", header=False)
    content = b'a;"b\n' + b"c;d\n" * 50_000
    with pytest.raises(Unreadable) as refused:
        list(Table(io.BytesIO(content), layout, 0))
    assert refused.value.code == "open_quotes"
    plain = Layout("utf-8", ";", header=False, quotes=False)
    assert list(Table(io.BytesIO(content), plain, 0))[:2] == [["a", '"b'], ["c", "d"]]


def test_more_than_300_columns_are_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read(b";".join([b"x"] * 301) + b"\n" + b";".join([b"y"] * 301) + b"\n")
    assert refused.value.code == "too_many_columns"


def test_lines_of_old_machines_are_rewritten() -> None:
    content = b"a;b\rc;d\r"
    assert not is_plain(content, "utf-8")
    assert b"".join(rewritten(io.BytesIO(content), "utf-8", 0)) == b"a;b\nc;d\n"


def test_wide_characters_are_known_without_a_mark() -> None:
    assert encoding_of("Nom;Tel\n".encode("utf-16-le"))[0] == "utf-16-le"
    assert encoding_of("Nom;Tel\n".encode("utf-16-be"))[0] == "utf-16-be"
    assert encoding_of(codecs.BOM_UTF8 + b"a") == ("utf-8", 3)


def test_a_text_that_breaks_off_is_refused() -> None:
    content = "Nom;Tel\n".encode("utf-16")[:-1]
    with pytest.raises(Unreadable) as refused:
        b"".join(rewritten(io.BytesIO(content), "utf-16-le", 2))
    assert refused.value.code == "broken_text"


def test_a_spreadsheet_gives_values_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    path.write_bytes(
        spreadsheet([["Nom", "Tel", "Total"], ["Payet", 692123456, "=1+41"], ["Hoarau", None, 2.5]])
    )
    assert is_sheet(path.read_bytes())
    assert b"".join(rewritten_sheet(path)).decode().splitlines() == [
        "Nom;Tel;Total",
        "Payet;692123456;42",
        "Hoarau;;2.5",
    ]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (0, "broken_spreadsheet"),
        (MOST_UNPACKED // 8, "spreadsheet_too_large"),
    ],
    ids=["damaged", "bomb"],
)
def test_a_spreadsheet_that_is_none_is_refused(tmp_path: Path, more: int, code: str) -> None:
    path = tmp_path / "file.xlsx"
    bomb = spreadsheet([["a"]], "<row><c><v>" + "1" * more + "</v></c></row>")
    path.write_bytes(bomb if more else b"PK\x03\x04 not really")
    with pytest.raises(Unreadable) as refused:
        b"".join(rewritten_sheet(path))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("0692 12 34 56\n0693 45 67 89", ["0692 12 34 56", "0693 45 67 89"]),
        ("0692123456, 0693456789; 0692 00 00 01", ["0692123456", "0693456789", "0692 00 00 01"]),
        (
            "Éloïse Payet 0692 12 34 56\nRavi 0693456789",
            ["Éloïse Payet;0692 12 34 56", "Ravi;0693456789"],
        ),
        ("Éloïse <elo@shop.re>\nRavi <ravi@shop.re>", ["Éloïse;elo@shop.re", "Ravi;ravi@shop.re"]),
        ("Nom\tTel\nPayet\t0692123456", ["Nom\tTel", "Payet\t0692123456"]),
    ],
)
def test_what_is_pasted_becomes_columns(text: str, rows: list[str]) -> None:
    assert as_csv(text).decode().splitlines() == rows


def test_a_separator_is_found_whatever_comes_first() -> None:
    assert separator_of(b"", "utf-8") == ("\x1f", 0)
    assert separator_of(b"Payet, Elo;1\nHoarau, Ravi;2\n", "utf-8")[0] == ";"
