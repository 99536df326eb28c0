"""Lines as rows of cells: which separator, whether the first row names the columns."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from guichet.crm.imports.readers.faults import Unreadable
from guichet.crm.imports.readers.lines import HEAD, Lines, decoded
from guichet.crm.imports.types import MOST_COLUMNS, Layout

SEPARATORS = (";", "\t", ",", "|")
NONE = "\x1f"
"""Separates nothing: each line is one cell."""
_LOOKED_AT = 200


def separator_of(head: bytes, encoding: str) -> tuple[str, int]:
    """What separates cells in a file whose text begins so, and how many bytes of it only say that
    (``sep=;`` of spreadsheets).
    """
    first, _, _ = head.partition(b"\n")
    said = first.strip().lower()
    if said.startswith(b"sep=") and len(said) <= 5:
        return chr(said[4]) if len(said) == 5 else "\t", len(first) + 1
    lines = [decoded(line, encoding) for line in head.split(b"\n")]
    if len(head) >= HEAD and len(lines) > 1:
        lines.pop()  # cut in the middle
    lines = [f"{line}\n" for line in lines if line.strip()][:_LOOKED_AT]
    return max(SEPARATORS, key=lambda one: _agreement(lines, one), default=NONE) if any(
        _agreement(lines, one) > (0.0, 0) for one in SEPARATORS
    ) else NONE, 0


def _agreement(lines: Sequence[str], separator: str) -> tuple[float, int]:
    """How well lines agree on the number of cells when cut so, and that number."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
    except csv.Error:
        return 0.0, 0
    width, often = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    share = often / max(1, sum(widths.values()))
    return (share, width) if width > 1 and share >= 0.5 else (0.0, 0)


class Table(Iterator[list[str]]):
    """The rows of a file that hold anything, from a place in it on. ``at`` is where the next row
    begins, in bytes: reading goes on from there.
    """

    def __init__(self, file: BinaryIO, layout: Layout, begins: int) -> None:
        self._lines = Lines(file, layout.encoding, begins)
        self._rows = csv.reader(
            self._lines,
            delimiter=layout.separator,
            quoting=csv.QUOTE_MINIMAL if layout.quotes else csv.QUOTE_NONE,
        )

    @property
    def at(self) -> int:
        """Where the next row begins."""
        return self._lines.at

    def __next__(self) -> list[str]:
        """The next.

        :raises Unreadable: quotation marks do not close, or there are too many columns.
        """
        try:
            for row in self._rows:
                if any(map(str.strip, row)):
                    if len(row) > MOST_COLUMNS:
                        raise Unreadable("too_many_columns")
                    return row
        except csv.Error as fault:
            raise Unreadable("open_quotes") from fault
        raise StopIteration


def counted(path: Path, layout: Layout) -> tuple[int, bool]:
    """How many rows, and whether quotation marks hold cells together: where they never close they
    are characters like others.

    :raises Unreadable: as reading them does.
    """
    with path.open("rb") as file:
        try:
            return sum(1 for _ in Table(file, layout, layout.begins)), True
        except Unreadable as fault:
            if fault.code != "open_quotes":
                raise
        plain = replace(layout, quotes=False)
        return sum(1 for _ in Table(file, plain, plain.begins)), False


def first_rows(table: Table, limit: int) -> list[list[str]]:
    """The next few."""
    return list(islice(table, limit))
