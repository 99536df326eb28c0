"""Spreadsheets as text: the values their program kept, never a formula.

Run as a program of its own (``python -m``), with the file's name: what is written to break readers
breaks a process that nobody needs, within its memory and time.
"""

import csv
import io
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from guichet.crm.imports.readers.faults import Unreadable
from guichet.crm.imports.types import MOST_COLUMNS

ZIP = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes all parts of a spreadsheet may have once unpacked: larger ones are sent as CSV."""
MOST_TIMES_LARGER = 200
"""An honest part of a spreadsheet is packed less."""
_MIDNIGHT = time()
Cell = int | float | str | bool | time | date | datetime | timedelta


def is_sheet(head: bytes) -> bool:
    """Whether a file that begins so may be a spreadsheet."""
    return head.startswith((ZIP, OLD))


def rewritten_sheet(path: Path, chosen: list[str] | None = None) -> Iterator[bytes]:
    """The first sheet that holds anything as CSV in UTF-8, piece by piece. If there are others,
    its name is added to ``chosen``.

    :raises Unreadable: it is none, is protected, or unpacks to more than anybody wrote.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # loads a library of its own

    _check_size(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.width > MOST_COLUMNS:
                    raise Unreadable("too_many_columns")
                if sheet.height:
                    if chosen is not None and len(book.sheet_names) > 1:
                        chosen.append(name)
                    yield from _pieces(iter(sheet.to_python(skip_empty_area=True)))
                    return
    except CalamineError as fault:
        raise Unreadable("broken_spreadsheet") from fault
    raise Unreadable("empty")


def _check_size(path: Path) -> None:
    with path.open("rb") as file:
        if not file.read(8).startswith(ZIP):
            return
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError) as fault:
        raise Unreadable("broken_spreadsheet") from fault
    names = {part.filename for part in parts}
    if not names & {"[Content_Types].xml", "content.xml"}:
        raise Unreadable("packed_file")
    total = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > MOST_TIMES_LARGER * max(part.compress_size, 1024) for part in parts
    )
    if total > MOST_UNPACKED or (swollen and total > MOST_UNPACKED // 8):
        raise Unreadable("spreadsheet_too_large")


def _pieces(rows: Iterator[list[Cell]]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    for row in rows:
        writer.writerow([shown(cell) for cell in row])
        if text.tell() > 1 << 16:
            yield text.getvalue().encode("utf-8", "replace")
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode("utf-8", "replace")


def shown(cell: Cell) -> str:
    """A cell as text: numbers without what a spreadsheet adds, dates as ISO 8601 has them."""
    match cell:
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime():
            whole = cell.time() == _MIDNIGHT
            return cell.date().isoformat() if whole else cell.isoformat(" ", "seconds")
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


MOST_MEMORY = 3 * 1024**3
MOST_SECONDS = 600
REFUSED = 3
"""Exit code of a file that cannot be used; why stands alone on standard error."""


def main(path: str) -> int:
    """Write the file's first sheet to standard output as CSV; if there are others, its name to
    standard error.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    chosen: list[str] = []
    try:
        for piece in rewritten_sheet(Path(path), chosen):
            sys.stdout.buffer.write(piece)
    except Unreadable as fault:
        sys.stderr.write(fault.code)
        return REFUSED
    sys.stderr.buffer.write("".join(chosen).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
