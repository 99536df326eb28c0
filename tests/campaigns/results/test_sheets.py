"""Files made while they are sent."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from guichet.campaigns.results.sheets import Cell, Format, Rows, written

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


async def rows(*batches: Sequence[Sequence[Cell]]) -> Rows:
    for batch in batches:
        yield batch


async def pieces(form: Format, *batches: Sequence[Sequence[Cell]]) -> list[bytes]:
    return [piece async for piece in written(rows(*batches), form)]


async def test_a_csv_is_read_by_spreadsheet_programs_and_holds_no_formula() -> None:
    told = await pieces(
        "csv", [["Nom", "Numéro"]], [["=1+1", "+262692000001"], ["-é;\n", None], ["@x", 2]]
    )
    text = b"".join(told).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Nom", "Numéro"],
        ["'=1+1", "+262692000001"],
        ["'-é;\n", ""],
        ["'@x", "2"],
    ]


async def test_a_workbook_holds_what_was_written_as_words_and_numbers() -> None:
    told = await pieces("xlsx", [["Nom", "Prix"]], [["<Éloïse> & \x01", 0.0456], ["=1+1", AT]])
    book = zipfile.ZipFile(io.BytesIO(b"".join(told)))
    assert book.testzip() is None
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    found = [
        [(cell.get("t"), "".join(cell.itertext())) for cell in row]
        for row in sheet.iter(space + "row")
    ]
    assert found == [
        [("inlineStr", "Nom"), ("inlineStr", "Prix")],
        [("inlineStr", "<Éloïse> & "), (None, "0.0456")],
        [("inlineStr", "=1+1"), ("inlineStr", "2026-11-02T09:00:00+00:00")],
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_file_leaves_in_pieces_however_long_it_is(form: Format) -> None:
    batch: list[list[Cell]] = [[number, f"client {number * 7919}"] for number in range(500)]
    told = await pieces(form, *[batch] * 40)
    assert max(map(len, told)) < sum(map(len, told)) / 4
