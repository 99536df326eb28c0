"""Codes a company brings along: found in what it sent, held against what is there. Pure.

Case, spaces and what stands between the signs do not count: ``ete-24 ab`` is ``ETE24AB``. Letters
and figures are what they are, for nobody here made them so that they cannot be taken for one
another.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from guichet.campaigns.codes.types import MOST_OWN, Reason

SHORTEST: Final = 4
LONGEST: Final = 30
LONGEST_WRITTEN: Final = 40
_BETWEEN: Final = re.compile(r"[\s\-_./]+")
_SIGNS: Final = re.compile(r"[0-9A-Z]+")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_WORD: Final = re.compile(r"[a-z]+")
_CODES: Final = frozenset(
    ["bon", "bons", "code", "codes", "coupon", "coupons", "voucher", "vouchers"]
)
_NAMES: Final = _CODES | {
    *("achat", "cadeau", "d", "de", "des", "discount", "du"),
    *("gift", "n", "no", "number", "numbers", "numero", "numeros", "promo", "promos"),
    *("promotion", "reduction", "reductions", "remise", "remises", "unique", "uniques"),
}
"""Words of which the name of a column of codes is made; one of the first says it."""
_MOST: Final = 0.9
_SPLIT: Final = re.compile(r"[\n\r\t,;|]+")


@dataclass(frozen=True, slots=True)
class Column:
    """Where in a row the code stands."""

    at: int
    header: bool
    """The first row names the columns."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Some rows, looked at."""

    taken: Sequence[tuple[str, str]]
    """As written, and in the form codes are compared in; in the order of the rows."""
    refused: Sequence[tuple[int, str, Reason]]
    """The place among the rows, what stood there, and why."""


def normal(text: str) -> str | None:
    """The form codes are compared in; none: it is no code."""
    if len(text) > 2 * LONGEST_WRITTEN:
        return None
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    bare = _BETWEEN.sub("", plain).upper()
    fits = SHORTEST <= len(bare) <= LONGEST and len(plain) <= LONGEST_WRITTEN
    return bare if fits and _SIGNS.fullmatch(bare) else None


def written(text: str) -> str:
    """A code as people get it: as the company wrote it, its blanks and lines made plain."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return " ".join(plain.split())


def column_of(rows: Sequence[Sequence[str]]) -> Column | None:
    """Where codes stand in a file that begins so: in the column whose name says it, else where most
    cells could be codes and no two are alike; none: nowhere.
    """
    if not rows:
        return None
    width = max(map(len, rows))
    named = [at for at, cell in enumerate(rows[0]) if _is_name(cell)]
    best = max(range(width), key=lambda at: (at in named, _different(rows, at), -at))
    header = bool(named) or _stands_out(rows, best)
    body = rows[1:] if header else rows
    return Column(best, header) if _different(body, best) else None


def cells(rows: Iterator[Sequence[str]], column: Column) -> Iterator[str]:
    """What stands in the column, row by row."""
    for row in rows:
        yield _cell(row, column.at)


def lines(pasted: str) -> str:
    """What was pasted, a code a line."""
    found = (one.strip(" \"'") for one in _SPLIT.split(pasted))
    return "".join(f"{one}\n" for one in found if one)


def sorted_out(texts: Sequence[str], held: Mapping[str, UUID], mine: UUID, there: int) -> Sorted:
    """Which of these rows are new codes. ``held``: to which campaigns those belong that are known;
    ``there``: how many ``mine`` has.
    """
    taken: dict[str, str] = {}
    refused: list[tuple[int, str, Reason]] = []
    for at, text in enumerate(texts):
        bare = normal(text)
        why: Reason | None = None
        if bare is None:
            why = "unfit"
        elif bare in taken or held.get(bare) == mine:
            why = "twice"
        elif bare in held:
            why = "elsewhere"
        elif there + len(taken) >= MOST_OWN:
            why = "beyond"
        else:
            taken[bare] = written(text)
        if why is not None:
            refused.append((at, text, why))
    return Sorted([(code, bare) for bare, code in taken.items()], refused)


def like(code: str | None) -> str:
    """What a test text shows in the place of a code: as long, and never good."""
    return re.sub(r"[0-9A-Za-z]", "X", code) if code else "XXXX-XXXX"


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _different(rows: Sequence[Sequence[str]], at: int) -> int:
    return len({found for row in rows if (found := normal(_cell(row, at))) is not None})


def _is_name(cell: str) -> bool:
    plain = unicodedata.normalize("NFKD", cell[:60]).casefold()
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    words = set(_WORD.findall(bare))
    return bool(words & _CODES) and words <= _NAMES and not _has_figure(bare)


def _stands_out(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether the first cell of a column is the only one without a figure."""
    figures = [_has_figure(_cell(row, at)) for row in rows]
    return len(figures) > 1 and not figures[0] and sum(figures) >= _MOST * (len(figures) - 1)


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))
