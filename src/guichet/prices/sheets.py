"""Price lists as files of comma-separated values: every faulty line is told. Pure.

The first line names the columns, in any order: ``prefix``, ``price``, and optionally
``valid_from``. Semicolons and tabs separate as well, and a comma may stand before the decimals.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from guichet.kit.money import MoneyFault, micros_of
from guichet.prices.types import LONGEST_PREFIX, MOST_ROWS, PriceRow

MOST_FAULTS: Final = 200
"""Nobody reads more at once."""
NAMES: Final[Mapping[str, str]] = {
    "prefix": "prefix", "préfixe": "prefix", "prefixe": "prefix", "indicatif": "prefix",
    "price": "price", "prix": "price", "tarif": "price",
    "valid_from": "valid_from", "from": "valid_from", "depuis": "valid_from",
    "date": "valid_from",
}  # fmt: skip
_PREFIX: Final = re.compile(rf"[1-9][0-9]{{0,{LONGEST_PREFIX - 1}}}")


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with one line of the file."""

    line: int
    """Counted from 1, the line of names included."""
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says. Rows count only if there are no faults."""

    rows: tuple[PriceRow, ...]
    faults: tuple[LineFault, ...]


def parse(text: str, now: datetime) -> Sheet:
    """The rows of a file; those without a date are valid from ``now`` on."""
    lines = text.lstrip("\ufeff").splitlines()
    if not lines:
        return Sheet((), (LineFault(1, "sheet_empty"),))
    table = csv.reader(io.StringIO("\n".join(lines)), delimiter=_separator(lines[0]))
    try:
        return _table(table, now)
    except csv.Error:
        return Sheet((), (LineFault(table.line_num, "sheet_unreadable"),))


def _table(table: Iterator[list[str]], now: datetime) -> Sheet:
    columns = [NAMES.get(name.strip().casefold()) for name in next(table)]
    missing = [name for name in ("prefix", "price") if name not in columns]
    if missing:
        return Sheet((), tuple(LineFault(1, "column_missing", {"name": name}) for name in missing))
    return _rows(table, columns, now)


def _rows(table: Iterator[list[str]], columns: list[str | None], now: datetime) -> Sheet:
    rows: list[PriceRow] = []
    faults: list[LineFault] = []
    seen: set[tuple[str, datetime]] = set()
    for number, cells in enumerate(table, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        found = _row(dict(zip(columns, cells, strict=False)), number, now)
        if isinstance(found, PriceRow):
            if (found.prefix, found.valid_from) in seen:
                found = LineFault(number, "prefix_twice", {"prefix": found.prefix})
            else:
                seen.add((found.prefix, found.valid_from))
                rows.append(found)
        if isinstance(found, LineFault):
            faults.append(found)
        if len(rows) > MOST_ROWS:
            faults.append(LineFault(number, "sheet_too_long", {"limit": MOST_ROWS}))
            break
        if len(faults) >= MOST_FAULTS:
            break
    if not rows and not faults:
        faults.append(LineFault(1, "sheet_empty"))
    return Sheet(tuple(rows), tuple(faults))


def _row(cells: Mapping[str | None, str], line: int, now: datetime) -> PriceRow | LineFault:
    said = {name: (cells.get(name) or "").strip() for name in ("prefix", "valid_from", "price")}
    prefix = re.sub(r"[\s.]", "", said["prefix"]).removeprefix("+").removeprefix("00")
    begins = _instant(said["valid_from"]) if said["valid_from"] else now
    micros = _micros(said["price"].replace(",", "."))
    fault: tuple[str, str] | None = None
    if not _PREFIX.fullmatch(prefix):
        fault = "prefix_invalid", said["prefix"]
    elif begins is None:
        fault = "date_invalid", said["valid_from"]
    elif begins < now:
        fault = "date_past", said["valid_from"]
    elif micros is not None and micros < 0:
        fault = "price_invalid", said["price"]
    if fault is not None or begins is None:
        code, value = fault or ("date_invalid", "")
        return LineFault(line, code, {"value": value[:40]})
    return PriceRow(prefix, begins, micros)


def _micros(text: str) -> int | None:
    """A price in millionths; none for a dash: not served; below zero for what is no price."""
    if text == "-":
        return None
    try:
        return micros_of(text)
    except MoneyFault:
        return -1


def _instant(text: str) -> datetime | None:
    """An ISO date or instant; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _separator(line: str) -> str:
    return max(";\t,", key=line.count)
