"""Tables on their way out: nothing in a cell is ever taken for a formula. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BOM = b"\xef\xbb\xbf"
"""Spreadsheets take the file for UTF-8."""
_SEEMS_A_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s.()-]+$)")


def harmless(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would compute it. Numbers with a
    sign in front stay as they are.
    """
    return f"'{cell}" if _SEEMS_A_FORMULA.match(cell) else cell


def as_lines(rows: Iterable[Sequence[str]]) -> bytes:
    """These rows as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")
