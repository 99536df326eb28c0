"""Outlines to draw zones on: the departments of France, and the communes of those overseas. Written
by ``scripts/freeze_outlines.py``, read when somebody first draws. Pure.

They are kept as lines of text; those of one map become numbers when it is drawn.
"""

import gzip
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Final, NamedTuple

from guichet.crm.places.types import Centre, Outline

_SCALE: Final = 10_000


class _Kept(NamedTuple):
    """A line, and how far it reaches."""

    west: float
    south: float
    east: float
    north: float
    line: str


@cache
def _kept() -> Sequence[_Kept]:
    packed = resources.files("guichet.crm.places").joinpath("data", "outlines.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    return tuple(_bounded(line) for line in lines if not line.startswith("#"))


def _bounded(line: str) -> _Kept:
    xs, ys = zip(*(corner for ring in _rings(line) for corner in ring), strict=True)
    return _Kept(min(xs), min(ys), max(xs), max(ys), line)


def _rings(line: str) -> Iterator[list[Centre]]:
    for steps in line.split("\t")[2:]:
        moves = list(map(int, steps.split()))
        xs, ys = accumulate(moves[::2]), accumulate(moves[1::2])
        yield [(x / _SCALE, y / _SCALE) for x, y in zip(xs, ys, strict=True)]


def around(middle: Centre, far: Centre) -> list[Outline]:
    """Those of which something may lie within ``far`` of a place, to each side."""
    (x, y), (wide, high) = middle, far
    found = []
    for one in _kept():
        beside = one.west > x + wide or one.east < x - wide
        if not beside and one.south <= y + high and one.north >= y - high:
            code, name, _ = one.line.split("\t", 2)
            found.append(Outline(code, name, tuple(_rings(one.line))))
    return found
