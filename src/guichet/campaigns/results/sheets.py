"""Rows as a file that is made while it is sent: CSV, or a workbook of spreadsheet programs. Pure.

A cell that begins like a formula is none: what people wrote is not run on the reader's machine.
"""

import csv
import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import IO, Final, Literal, cast
from xml.sax.saxutils import escape

Cell = str | int | float | datetime | None
Rows = AsyncIterator[Sequence[Sequence[Cell]]]
"""Some at a time; the first is the head."""
Format = Literal["csv", "xlsx"]
MEDIA: Final[dict[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA: Final = ("=", "@", "\t", "\r", "+", "-")
_UNWRITABLE: Final = {code: None for code in range(32) if code not in (9, 10, 13)}
_TYPES: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"><Default Extension="rels" ContentType="application/'
    'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
    '"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
    '"/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.worksheet+xml"/></Types>'
)
_RELATIONS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org'
    '/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
)
_BOOK: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_SHEET: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData>'
)


async def written(rows: Rows, form: Format) -> AsyncIterator[bytes]:
    """The file, piece by piece."""
    async for piece in _as_csv(rows) if form == "csv" else _as_book(rows):
        yield piece


async def _as_csv(rows: Rows) -> AsyncIterator[bytes]:
    """With the mark by which spreadsheet programs know the encoding."""
    yield b"\xef\xbb\xbf"
    async for several in rows:
        into = io.StringIO()
        csv.writer(into).writerows([_harmless(cell) for cell in row] for row in several)
        yield into.getvalue().encode()


def _harmless(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if not isinstance(cell, str) or not cell.startswith(_FORMULA):
        return cell
    number = cell[0] == "+" and cell[1:].isdigit()
    return cell if number else f"'{cell}"


async def _as_book(rows: Rows) -> AsyncIterator[bytes]:
    into = _Pipe()
    with zipfile.ZipFile(cast(IO[bytes], into), "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", _TYPES)
        book.writestr(
            "_rels/.rels", _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml")
        )
        book.writestr("xl/workbook.xml", _BOOK)
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            _RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"),
        )
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_SHEET.encode())
            async for several in rows:
                sheet.write("".join(map(_row, several)).encode())
                yield into.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield into.taken()


def _row(cells: Sequence[Cell]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, int | float):
        return f"<c><v>{cell}</v></c>"
    said = cell.isoformat(timespec="seconds") if isinstance(cell, datetime) else cell
    words = escape(said.translate(_UNWRITABLE))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


class _Pipe:
    """Takes what is written until somebody takes it; there is no going back in it."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Keep it."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def taken(self) -> bytes:
        """All of it, once."""
        piece = bytes(self._held)
        self._held.clear()
        return piece
